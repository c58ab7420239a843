using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Gateway.Contracts;
using Gateway.EndToEnd.Predictions;
using Gateway.TestKit;
using Xunit;

namespace Gateway.EndToEnd.Limits;

/// <summary>Over a limit the answer is no, at once, and nobody else notices.</summary>
public sealed class LimitsTests : IAsyncLifetime
{
    private GatewayProcess _gateway = null!;

    public async ValueTask InitializeAsync() =>
        _gateway = await GatewayProcess.StartAsync("--Limits:MaxHeaders=4096", "--Limits:MaxConnections=12", "--Limits:HeadersTimeout=1s", "--Limits:MaxInFlight=3", "--Limits:MaxPredictions=5");

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    private static string Head(string model) => $"POST /v2/models/{model}/infer HTTP/1.1\r\nHost: gateway\r\nContent-Type: application/json\r\n";

    [Fact]
    public async Task An_overloaded_model_is_refused_more_and_takes_nothing_from_another()
    {
        await using ForeignModel busy = await ForeignModel.StartAsync(_gateway, "busy", versions: 1);
        await using ForeignModel calm = await ForeignModel.StartAsync(_gateway, "calm", versions: 1);
        TaskCompletionSource release = new(TaskCreationOptions.RunContinuationsAsynchronously);
        busy.Baseline.Answer = async context =>
        {
            await release.Task;
            await HostAnswers.OkAsync(context);
        };
        Task<HttpResponseMessage>[] held = [.. Enumerable.Range(0, 3).Select(_ => busy.PredictAsync())];
        await Eventually.TrueAsync(() => busy.Baseline.Seen.Count == 3, "Three predictions are under way");

        long started = Stopwatch.GetTimestamp();
        for (int i = 0; i < 3; i++) // none of them keeps a place of all models'
        {
            using HttpResponseMessage refused = await busy.PredictAsync();
            Assert.Equal((HttpStatusCode.TooManyRequests, TimeSpan.FromSeconds(1)), (refused.StatusCode, refused.Headers.RetryAfter?.Delta));
            Assert.Contains("\"busy\" has 3", await refused.ErrorAsync(), StringComparison.Ordinal);
        }

        using (HttpResponseMessage other = await calm.PredictAsync())
        {
            Assert.Equal(HttpStatusCode.OK, other.StatusCode);
        }

        Assert.InRange(Stopwatch.GetElapsedTime(started).TotalSeconds, 0, 10); // the held ones have 30 s
        await _gateway.Client.SetSettingsAsync("busy", new ModelSettings { MaxInFlight = 4 }, CancellationToken.None);
        Task<HttpResponseMessage> fourth = busy.PredictAsync();
        await Eventually.TrueAsync(() => busy.Baseline.Seen.Count == 4, "The model's own limit holds without a restart");
        release.SetResult();
        foreach (Task<HttpResponseMessage> answer in held.Append(fourth))
        {
            using HttpResponseMessage response = await answer;
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }

        string metrics = await _gateway.Admin.GetStringAsync("/metrics");
        Assert.Contains("gateway_refused_total{model=\"busy\",reason=\"inFlight\"} 3", metrics, StringComparison.Ordinal);
        Assert.Contains("gateway_responses_total{model=\"busy\",version=\"\",code=\"429\",rescued=\"false\"} 3", metrics, StringComparison.Ordinal);
        Assert.DoesNotContain("gateway_refused_total{model=\"calm\"", metrics, StringComparison.Ordinal);
    }

    [Fact]
    public async Task All_models_together_have_a_most_and_what_leaves_makes_room()
    {
        await using ForeignModel first = await ForeignModel.StartAsync(_gateway, "first", versions: 1);
        await using ForeignModel second = await ForeignModel.StartAsync(_gateway, "second", versions: 1);
        TaskCompletionSource release = new(TaskCreationOptions.RunContinuationsAsynchronously);
        first.Baseline.Answer = second.Baseline.Answer = async context =>
        {
            await release.Task;
            await HostAnswers.OkAsync(context);
        };
        Task<HttpResponseMessage>[] held = [first.PredictAsync(), first.PredictAsync(), first.PredictAsync(), second.PredictAsync(), second.PredictAsync()];
        await Eventually.TrueAsync(() => first.Baseline.Seen.Count + second.Baseline.Seen.Count == 5, "Five predictions are under way");
        using (HttpResponseMessage refused = await second.PredictAsync())
        {
            Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
            Assert.Contains("5 predictions under way", await refused.ErrorAsync(), StringComparison.Ordinal);
            Assert.Contains("gateway_refused_total{model=\"second\",reason=\"allInFlight\"} 1", await _gateway.Admin.GetStringAsync("/metrics"), StringComparison.Ordinal);
        }

        release.SetResult();
        foreach (Task<HttpResponseMessage> answer in held)
        {
            using HttpResponseMessage response = await answer;
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }

        await Eventually.TrueAsync(async () => (await second.PredictAsync()).StatusCode == HttpStatusCode.OK, "there is room again");
    }

    [Fact]
    public async Task A_head_that_is_too_large_or_too_slow_is_refused()
    {
        Assert.StartsWith("HTTP/1.1 431 ", await RawRequest.HeadAsync(_gateway.RestPort, Head("any") + $"x-much: {new string('a', 5000)}\r\n\r\n"), StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 408 ", await RawRequest.HeadAsync(_gateway.RestPort, Head("any") + "x-slo"), StringComparison.Ordinal);
    }

    [LongFact]
    public async Task A_body_that_trickles_is_refused_and_a_client_without_an_end_keeps_no_place()
    {
        await using ForeignModel model = await ForeignModel.StartAsync(_gateway, "trickle", versions: 2);
        await model.StandingAsync(); // so that bodies are kept before they are sent
        Assert.StartsWith("HTTP/1.1 408 ", await RawRequest.HeadAsync(_gateway.RestPort, Head("trickle") + "Content-Length: 1000\r\n\r\n{"), StringComparison.Ordinal);
        Assert.Contains("gateway_refused_total{model=\"trickle\",reason=\"slow\"} 1", await _gateway.Admin.GetStringAsync("/metrics"), StringComparison.Ordinal);
        for (int i = 0; i < 4; i++)
        {
            using HttpResponseMessage response = await model.PredictAsync();
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }
    }

    [Fact]
    public async Task One_connection_too_many_is_told_so_and_the_other_ports_are_open()
    {
        List<TcpClient> open = [];
        try
        {
            for (int i = 0; i < 12; i++)
            {
                TcpClient client = new();
                open.Add(client);
                await client.ConnectAsync(IPAddress.Loopback, _gateway.RestPort);
                await client.GetStream().WriteAsync("GET /v2/health/live HTTP/1.1\r\nHost: gateway\r\n\r\n"u8.ToArray());
                Assert.NotEqual(-1, client.GetStream().ReadByte());
            }

            Assert.StartsWith("HTTP/1.1 503 ", await RawRequest.HeadAsync(_gateway.RestPort, "GET /v2/health/live HTTP/1.1\r\nHost: gateway\r\n\r\n"), StringComparison.Ordinal);
            Assert.Contains("gateway_refused_total{model=\"\",reason=\"connections\"} 1", await _gateway.Admin.GetStringAsync("/metrics"), StringComparison.Ordinal);
        }
        finally
        {
            open.ForEach(client => client.Dispose());
        }

        await Eventually.TrueAsync(async () => (await _gateway.Prediction.GetAsync("/v2/health/live")).IsSuccessStatusCode, "The port takes connections again");
    }

    [Fact]
    public async Task A_clients_time_limit_is_passed_on_as_what_is_left_of_it()
    {
        await using ForeignModel model = await ForeignModel.StartAsync(_gateway, "passed", versions: 1);
        using HttpResponseMessage limited = await model.PredictAsync(("x-request-timeout", "20s"));
        using HttpResponseMessage free = await model.PredictAsync();

        string[] seen = [.. model.Baseline.Seen.Select(headers => headers["x-request-timeout"].ToString())];
        Assert.True(Durations.TryParse(seen[0], out TimeSpan left), seen[0]);
        Assert.InRange(left.TotalSeconds, 1, 20);
        Assert.Equal("", seen[1]);
    }
}
