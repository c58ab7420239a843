using System.Text.Json;
using Gateway.Contracts;
using Gateway.TestKit;
using Xunit;

namespace Gateway.EndToEnd;

/// <summary>What Prometheus, a prober and a reader of the API's description find on the admin port.</summary>
public sealed class MetricsTests(Fleet fleet) : IClassFixture<Fleet>
{
    private readonly GatewayProcess _gateway = fleet.Gateway;

    /// <summary>The series of api.md, with the labels it gives them.</summary>
    private static readonly (string Name, string Labels)[] Documented =
    [
        ("gateway_responses_total", "code,model,rescued,version"),
        ("gateway_response_duration_seconds_count", "model,version"),
        ("gateway_attempts_total", "assignment,model,outcome,version"),
        ("gateway_attempt_duration_seconds_bucket", "le,model,version"),
        ("gateway_inflight", "model,version"),
        ("gateway_weight", "kind,model,version"),
        ("gateway_rollout_phase", "model,phase"),
        ("gateway_rollout_transitions_total", "cause,from,model,to"),
        ("gateway_guard_rate", "guard,model,role"),
        ("gateway_guard_limit", "guard,model"),
        ("gateway_guard_log_evidence", "guard,model"),
        ("gateway_guard_threshold", "guard,model"),
        ("gateway_host_up", "host,model,version"),
        ("gateway_host_restarts_total", "host,model,version"),
        ("gateway_host_cpu_seconds_total", "host,model,version"),
        ("gateway_host_memory_bytes", "host,model,version"),
        ("gateway_host_network_receive_bytes_total", "host,model,version"),
        ("gateway_host_network_transmit_bytes_total", "host,model,version"),
        ("gateway_dropped_total", "what"),
        ("gateway_refused_total", "model,reason"),
        ("gateway_build_info", "version"),
    ];

    [Fact]
    public async Task Every_documented_series_is_there_with_its_labels_once_there_is_traffic_and_a_rollout()
    {
        await _gateway.PushAsync("metered", Digits.Artifact(1));
        await _gateway.ServesAsync("metered");
        await using ForeignModel model = await ForeignModel.StartAsync(_gateway, "measured");
        Rollout rollout = await model.StandingAsync();
        await model.UntilAsync(rollout.Id, "progressing");
        await using (Load load = model.Load())
        {
            await load.AnsweredAsync(200);
        }

        string text = await _gateway.Admin.GetStringAsync("/metrics");
        Assert.All(Documented, series => Assert.True(string.Join(',', MetricsText.Labels(text, series.Name) ?? ["absent"]) == series.Labels, $"{series.Name}: {string.Join(',', MetricsText.Labels(text, series.Name) ?? ["absent"])}"));
        Assert.Equal(90, await model.SeriesAsync("gateway_weight", ("version", "1"), ("kind", "desired")));
        Assert.Equal(10, await model.SeriesAsync("gateway_weight", ("version", "2"), ("kind", "observed")));
        Assert.Equal(1, await model.SeriesAsync("gateway_rollout_phase", ("phase", "progressing")));
        Assert.Equal(1, await model.SeriesAsync("gateway_rollout_phase"));
        Assert.Equal(0.02, await model.SeriesAsync("gateway_guard_limit", ("guard", "errors <= 2%")));
        Assert.Equal(1, await model.SeriesAsync("gateway_rollout_transitions_total", ("from", "preparing"), ("to", "progressing"), ("cause", "hostsReady")));
        Assert.Equal(0, await model.SeriesAsync("gateway_inflight"));
        Assert.InRange(await model.SeriesAsync("gateway_host_network_receive_bytes_total"), 200 * 100, 200 * 10_000); // a request's head alone has more than 100 bytes
        Assert.InRange(await model.SeriesAsync("gateway_host_network_transmit_bytes_total"), 200 * 100, 200 * 10_000);
        Assert.Equal(
            await model.SeriesAsync("gateway_responses_total", ("code", "200")), await model.SeriesAsync("gateway_attempts_total", ("assignment", "randomised"), ("outcome", "ok")));
    }

    [Fact]
    public async Task Series_of_a_run_and_of_a_version_without_weight_go_with_it()
    {
        await using ForeignModel model = await ForeignModel.StartAsync(_gateway, "gone");
        Rollout rollout = await model.StandingAsync();
        await model.UntilAsync(rollout.Id, "progressing");
        await Eventually.TrueAsync(async () => await model.SeriesAsync("gateway_guard_threshold") > 0, "the guard's series");
        await _gateway.Client.CommandAsync(rollout.Id, "abort", null, CancellationToken.None);
        string text = await _gateway.Admin.GetStringAsync("/metrics");
        Assert.DoesNotContain(text.Split('\n'), line => line.Contains("model=\"gone\"", StringComparison.Ordinal) && (line.StartsWith("gateway_guard", StringComparison.Ordinal) || line.StartsWith("gateway_rollout_phase", StringComparison.Ordinal)));
        Assert.Equal(100, await model.SeriesAsync("gateway_weight", ("version", "1"), ("kind", "observed")));
        Assert.Equal(0, await model.SeriesAsync("gateway_weight", ("version", "2")));
    }

    [Fact]
    public async Task A_host_gets_the_trace_context_of_its_client_where_there_are_no_traces()
    {
        const string Begun = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
        await using ForeignModel model = await ForeignModel.StartAsync(_gateway, "untraced", versions: 1);
        (await model.PredictAsync(("traceparent", Begun), ("tracestate", "vendor=opaque"), ("baggage", "tenant=acme"))).Dispose();
        (await model.PredictAsync()).Dispose();

        Assert.Equal([(Begun, "vendor=opaque", "tenant=acme"), ("", "", "")], model.Baseline.Seen.Select(headers => (headers["traceparent"].ToString(), headers["tracestate"].ToString(), headers["baggage"].ToString())));
    }

    [Fact]
    public async Task The_API_describes_itself_and_says_that_it_lives_and_is_ready()
    {
        using HttpResponseMessage page = await _gateway.Admin.GetAsync("/swagger/index.html");
        Assert.Equal("text/html", page.Content.Headers.ContentType!.MediaType);
        using HttpResponseMessage bare = await _gateway.Admin.GetAsync("/swagger");
        Assert.Equal(200, (int)bare.StatusCode);
        JsonElement description = JsonDocument.Parse(await _gateway.Admin.GetStringAsync("/swagger/v1/swagger.json")).RootElement;
        string[] paths = [.. description.GetProperty("paths").EnumerateObject().Select(path => path.Name)];
        Assert.All(
            (string[])["/api/v1/models", "/api/v1/models/{model}/traffic", "/api/v1/models/{model}/rollouts", "/api/v1/rollouts/{id}/evidence", "/api/v1/events", "/api/v1/freeze", "/api/v1/stop", "/api/v1/policies/{name}"],
            path => Assert.Contains(path, paths));
        Assert.True(JsonDocument.Parse(await _gateway.Admin.GetStringAsync("/healthz")).RootElement.GetProperty("live").GetBoolean());
        using HttpResponseMessage ready = await _gateway.Admin.GetAsync("/readyz");
        Assert.Equal(200, (int)ready.StatusCode);
        (int status, JsonElement problem) = await _gateway.CallAsync(HttpMethod.Get, "/nothing/here");
        Assert.Equal((404, "not-found"), (status, problem.Text("type")));
    }
}
