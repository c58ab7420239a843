using System.Text.Json;
using Gateway.Contracts;
using Gateway.TestKit;
using Xunit;

namespace Gateway.EndToEnd;

/// <summary>The journal, the statistics and the evidence, as they can be asked for.</summary>
public sealed class EventsTests(Fleet fleet) : IClassFixture<Fleet>
{
    private readonly GatewayProcess _gateway = fleet.Gateway;

    [Fact]
    public async Task Events_come_in_pages_that_join_without_a_gap()
    {
        (int status, JsonElement whole) = await _gateway.CallAsync(HttpMethod.Get, "/events?limit=1000");
        Assert.Equal(200, status);
        Assert.False(whole.TryGetProperty("next", out _));
        List<long> paged = [];
        string? next = "0";
        while (next is not null)
        {
            JsonElement page = (await _gateway.CallAsync(HttpMethod.Get, $"/events?limit=2&after={next}")).Body;
            paged.AddRange(page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("seq").GetInt64()));
            next = page.TryGetProperty("next", out JsonElement cursor) ? cursor.GetString() : null;
        }

        long[] all = [.. whole.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("seq").GetInt64())];
        Assert.True(all.Length >= 4);
        Assert.Equal(all, paged.Where(seq => seq <= all[^1]));
        Assert.Equal(400, (await _gateway.CallAsync(HttpMethod.Get, "/events?limit=0")).Status);
        Assert.Equal(400, (await _gateway.CallAsync(HttpMethod.Get, "/events?modle=x")).Status);
    }

    [Fact]
    public async Task The_newest_can_be_asked_for_and_gwctl_shows_them()
    {
        long[] all = [.. (await _gateway.Client.EventsAsync(null, null, 0, 1000, CancellationToken.None)).Items.Select(line => line.Seq)];
        Assert.Equal(all[^2..], (await Gwctl.JsonAsync(_gateway, "events", "--limit", "2")).GetProperty("items").EnumerateArray().Select(line => line.GetProperty("seq").GetInt64()));
        Assert.Equal(all[1..3], (await Gwctl.JsonAsync(_gateway, "events", "--after", $"{all[0]}", "--limit", "2")).GetProperty("items").EnumerateArray().Select(line => line.GetProperty("seq").GetInt64()));
        (int status, JsonElement answer) = await _gateway.CallAsync(HttpMethod.Get, "/events?last=2&limit=3");
        Assert.Equal((400, "and last exclude each other"), (status, answer.Problems()["limit"]));
    }

    [Fact]
    public async Task Events_can_be_exported_as_lines()
    {
        using HttpRequestMessage request = new(HttpMethod.Get, "/api/v1/events?model=still") { Headers = { { "accept", "application/x-ndjson" } } };
        using HttpResponseMessage answer = await _gateway.Admin.SendAsync(request);
        Assert.Equal("application/x-ndjson", answer.Content.Headers.ContentType!.MediaType);
        Event[] lines = [.. (await answer.Content.ReadAsStringAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonSerializer.Deserialize<Event>(line, ContractJson.Options)!)];
        Assert.Contains(lines, line => line is { Kind: "versionRegistered", Version: "2" });
        Assert.All(lines, line => Assert.Equal("still", line.Model));
    }

    [Fact]
    public async Task A_live_reader_goes_on_behind_its_Last_Event_ID()
    {
        Event[] before = [.. (await _gateway.Client.EventsAsync(null, null, 0, 1000, CancellationToken.None)).Items];
        long last = before[^2].Seq;
        using CancellationTokenSource late = new(TimeSpan.FromSeconds(30));
        using HttpRequestMessage request = new(HttpMethod.Get, "/api/v1/events") { Headers = { { "accept", "text/event-stream" }, { "Last-Event-ID", $"{last}" } } };
        using HttpResponseMessage answer = await _gateway.Admin.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, late.Token);
        Assert.Equal("text/event-stream", answer.Content.Headers.ContentType!.MediaType);
        using StreamReader lines = new(await answer.Content.ReadAsStreamAsync(late.Token));
        Assert.Equal($"id: {before[^1].Seq}", await lines.ReadLineAsync(late.Token));

        await _gateway.Client.SetSettingsAsync("streamed", new ModelSettings { Timeout = "9s" }, CancellationToken.None);
        string? line;
        while ((line = await lines.ReadLineAsync(late.Token)) is not null && !(line.StartsWith("data: ", StringComparison.Ordinal) && line.Contains("\"streamed\"", StringComparison.Ordinal)))
        {
        }

        Assert.Equal("settingsChanged", JsonDocument.Parse(line!["data: ".Length..]).RootElement.Text("kind"));
    }

    [Fact]
    public async Task Statistics_tell_each_versions_requests_errors_and_rescues()
    {
        await using ForeignModel model = await ForeignModel.StartAsync(_gateway, "counted");
        await using (Load load = model.Load())
        {
            await load.AnsweredAsync(200);
            Rollout rollout = await model.StandingAsync();
            model.Candidate.Answer = HostAnswers.FailAsync;
            await model.UntilAsync(rollout.Id, "rolledBack");
        }

        Stats stats = await _gateway.Client.StatsAsync("counted", CancellationToken.None);
        Assert.Equal(["1", "2"], stats.Versions.Select(version => version.Version));
        StatsPoint[] baseline = [.. stats.Versions[0].Points], candidate = [.. stats.Versions[1].Points];
        Assert.True(baseline.Sum(point => point.Requests) >= 200);
        Assert.Equal(0, baseline.Sum(point => point.Errors));
        Assert.True(baseline.Sum(point => point.Rescued) > 0);
        Assert.True(candidate.Sum(point => point.Errors) >= 3);
        Assert.Contains(baseline, point => point is { P50: > 0, P99: > 0 } && point.P50 <= point.P99);
        Latencies latencies = await _gateway.Client.LatenciesAsync("counted", CancellationToken.None);
        Assert.Equal(stats.Versions.Select(version => version.Points.Sum(point => point.Requests)), latencies.Versions.Select(version => version.Attempts));
        Assert.All(latencies.Versions, version => Assert.Equal(version.Attempts, version.Buckets.Sum(bucket => bucket.Attempts)));
        Assert.InRange(baseline.Where(point => point.P50 is not null).Min(point => point.P50!.Value), 0, latencies.Versions[0].Buckets[^1].Below);
        Assert.Equal(400, (await _gateway.CallAsync(HttpMethod.Get, "/models/counted/latencies?hours=25")).Status);
        Assert.Equal(404, (await _gateway.CallAsync(HttpMethod.Get, "/models/nobody/latencies")).Status);
        Assert.Equal(400, (await _gateway.CallAsync(HttpMethod.Get, "/models/counted/stats?step=3s")).Status);
        Assert.Equal(404, (await _gateway.CallAsync(HttpMethod.Get, "/models/nobody/stats")).Status);
    }
}
