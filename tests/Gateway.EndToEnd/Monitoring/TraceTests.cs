using System.Text.Json;
using Gateway.Contracts;
using Gateway.TestKit;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace Gateway.EndToEnd.Monitoring;

/// <summary>Requests whose client began the trace.</summary>
public sealed class TraceTests(TracedGateway traced) : IClassFixture<TracedGateway>
{
    private const string Trace = "4bf92f3577b34da6a3ce929d0e0e4736", Client = "00f067aa0ba902b7";
    private static readonly (string, string)[] Begun = [("traceparent", $"00-{Trace}-{Client}-01"), ("tracestate", "vendor=opaque")];

    private readonly GatewayProcess _gateway = traced.Gateway;

    [Fact]
    public async Task A_rescued_request_is_one_trace_with_a_span_per_attempt_and_log_and_histogram_lead_to_it()
    {
        await using ForeignModel model = await ForeignModel.StartAsync(_gateway, "traced");
        Rollout rollout = await model.RollOutAsync(["errors <= 2%"], [50], "1h");
        await model.UntilAsync(rollout.Id, "progressing");
        model.Candidate.Answer = HostAnswers.FailAsync;
        (await model.PredictAsync()).Dispose(); // not sampled: of it nothing may come

        await Eventually.TrueAsync(() => RescuedAsync(model), "a rescue");

        SpanReceiver.Span rescue = await traced.AttemptAsync("traced", "rescue");
        SpanReceiver.Span failed = traced.Spans.Single(span => span.Parent == rescue.Parent && span.Id != rescue.Id);
        SpanReceiver.Span request = await Eventually.GetAsync(() => Task.FromResult(traced.Spans.FirstOrDefault(span => span.Id == rescue.Parent)), "the span of the request");
        Assert.All(traced.Spans, span => Assert.Equal(Trace, span.Trace));
        Assert.Equal(Client, request.Parent);
        Assert.Equal(("traced", "1", "ok", "200"), Told(rescue));
        Assert.Equal(("traced", "2", "failed", "500"), Told(failed));
        Assert.Equal("randomised", failed.Tags["gateway.assignment"]);
        AssertGot(model.Baseline, rescue);
        AssertGot(model.Candidate, failed);
        Assert.Contains($"trace_id=\"{Trace}\"", await OpenMetricsAsync());
    }

    [Fact]
    public async Task The_line_in_the_log_that_a_request_causes_has_its_trace()
    {
        await using ForeignModel model = await ForeignModel.StartAsync(_gateway, "logged");
        Rollout rollout = await model.RollOutAsync(["errors <= 2%"], [50], "1h");
        await model.UntilAsync(rollout.Id, "progressing");
        model.Candidate.Answer = HostAnswers.FailAsync;
        await Eventually.TrueAsync(
            async () =>
            {
                (await model.PredictAsync(Begun)).Dispose();
                return Lines().Any(line => line.TryGetProperty("Run", out _) && line.Text("Model") == "logged" && line.TryGetProperty("@tr", out JsonElement trace) && trace.GetString() == Trace);
            },
            "the line of the guard that failed", otherwise: () => _gateway.Process.Output);
    }

    [Fact]
    public async Task A_copy_is_a_span_of_the_request_that_it_copies()
    {
        await using ForeignModel model = await ForeignModel.StartAsync(_gateway, "copied");
        Rollout rollout = await model.RollOutAsync(new RolloutSpec { Candidate = "2", Strategy = "shadow", Guards = Json.List("errors <= 2%") });
        await model.UntilAsync(rollout.Id, "shadowing");

        (await model.PredictAsync(Begun)).Dispose();

        SpanReceiver.Span copy = await traced.AttemptAsync("copied", "shadow");
        Assert.Equal(("copied", "2", "ok", "200"), Told(copy));
        Assert.Contains(traced.Spans, span => span.Parent == copy.Parent && span.Tags.GetValueOrDefault("gateway.version") == "1");
        AssertGot(model.Candidate, copy);
    }

    private static (string, string, string, string) Told(SpanReceiver.Span span) =>
        (span.Tags["gateway.model"], span.Tags["gateway.version"], span.Tags["gateway.outcome"], span.Tags["http.response.status_code"]);

    private static void AssertGot(ForeignHost host, SpanReceiver.Span span)
    {
        IHeaderDictionary got = host.Seen.Single(headers => headers["traceparent"] == $"00-{Trace}-{span.Id}-01");
        Assert.Equal("vendor=opaque", got["tracestate"]);
    }

    private static async Task<bool> RescuedAsync(ForeignModel model)
    {
        using HttpResponseMessage answer = await model.PredictAsync(Begun);
        return answer.Headers.Contains("x-rescued");
    }

    private IEnumerable<JsonElement> Lines() =>
        _gateway.Process.Output.Split('\n').Where(line => line.StartsWith("{\"@t\"", StringComparison.Ordinal)).Select(line => JsonDocument.Parse(line).RootElement);

    private async Task<string> OpenMetricsAsync()
    {
        using HttpRequestMessage request = new(HttpMethod.Get, "/metrics");
        request.Headers.TryAddWithoutValidation("Accept", "application/openmetrics-text; version=1.0.0");
        using HttpResponseMessage answer = await _gateway.Admin.SendAsync(request);
        return await answer.Content.ReadAsStringAsync();
    }
}
