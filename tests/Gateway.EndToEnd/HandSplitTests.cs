using System.Diagnostics;
using System.Text.Json;
using Gateway.Contracts;
using Gateway.TestKit;
using Xunit;

namespace Gateway.EndToEnd;

/// <summary>A split set by hand is watched like a rollout, and never moved but to safety.</summary>
public sealed class HandSplitTests(Fleet fleet, ITestOutputHelper output) : IClassFixture<Fleet>
{
    private readonly GatewayProcess _gateway = fleet.Gateway;

    [Fact]
    public async Task A_version_that_fails_loses_its_share_within_a_second_no_client_saw_it_and_events_say_why()
    {
        await using ForeignModel model = await ForeignModel.StartAsync(_gateway, "watched");
        model.Candidate.Answer = HostAnswers.FailAsync;
        await using Load load = model.Load();
        await load.AnsweredAsync(100);
        long since = Stopwatch.GetTimestamp();
        Assert.Equal(200, (await SplitAsync(model, new { weights = new Dictionary<string, int> { ["1"] = 90, ["2"] = 10 }, reason = "a try" })).Status);
        await Eventually.TrueAsync(async () => (await model.WeightsAsync()).GetValueOrDefault("2") == 0, "weights 100/0");
        TimeSpan took = Stopwatch.GetElapsedTime(since);
        output.WriteLine($"PUT to 100/0 in {took.TotalMilliseconds:0} ms");
        Assert.InRange(took.TotalSeconds, 0, 3); // a second from the first bad attempt, and room for a busy machine
        await load.StopAsync();

        Assert.Equal([200], load.Statuses.Keys);
        Assert.True(load.Rescued > 0);
        Rollout run = (await _gateway.Client.RolloutsAsync("watched", null, CancellationToken.None)).Items.Single();
        run = await model.UntilAsync(run.Id, "rolledBack");
        Assert.Equal("manual", run.Strategy);
        Assert.Matches("^errors <= .*failed", run.Reason);
        Event[] events = await model.EventsAsync();
        Assert.Contains(events, line => line is { Kind: "rolloutStarted", To: "manual", Reason: "a try" });
        Assert.Contains(events, line => line is { Kind: "trafficChanged", To: "1: 100 %", Actor: "gateway" } && line.Reason == run.Reason);
    }

    [Fact]
    public async Task An_unwatched_split_is_neither_judged_nor_rescued()
    {
        await using ForeignModel model = await ForeignModel.StartAsync(_gateway, "unwatched");
        model.Candidate.Answer = HostAnswers.FailAsync;
        (int status, JsonElement body) = await SplitAsync(model, new { weights = new Dictionary<string, int> { ["1"] = 50, ["2"] = 50 }, watch = false });
        Assert.True(status == 200, $"{body}");
        await using Load load = model.Load();
        await load.AnsweredAsync(400);
        await load.StopAsync();

        Assert.InRange(load.Statuses[500], load.Sent * 0.4, load.Sent * 0.6);
        Assert.Equal(0, load.Rescued);
        Assert.Equal(50, (await model.WeightsAsync())["2"]);
        Assert.Empty((await _gateway.Client.RolloutsAsync("unwatched", null, CancellationToken.None)).Items);
    }

    [Fact]
    public async Task Several_versions_share_the_traffic_and_only_the_watched_one_is_taken_out()
    {
        await using ForeignModel model = await ForeignModel.StartAsync(_gateway, "three", versions: 3);
        (int status, JsonElement body) = await SplitAsync(model, new { weights = new Dictionary<string, decimal> { ["1"] = 60.5m, ["2"] = 29.25m, ["3"] = 10.25m } });
        Assert.True(status == 200, $"{body}");
        await using (Load load = model.Load())
        {
            await load.AnsweredAsync(800);
            await load.StopAsync();
            Assert.Equal([200], load.Statuses.Keys);
            Assert.InRange(load.Versions["2"], load.Sent * 0.25, load.Sent * 0.33);
            Assert.InRange(load.Versions["3"], load.Sent * 0.08, load.Sent * 0.13);
        }

        model.Candidate.Answer = HostAnswers.FailAsync;
        await using Load bad = model.Load();
        await Eventually.TrueAsync(async () => (await model.WeightsAsync()).GetValueOrDefault("2") == 0, "version 2 is out");
        await bad.StopAsync();
        Assert.Equal([200], bad.Statuses.Keys);
        IReadOnlyDictionary<string, decimal> weights = await model.WeightsAsync();
        Assert.Equal((89.75m, 10.25m), (weights["1"], weights["3"]));
    }

    [Fact]
    public async Task A_later_split_of_the_same_versions_continues_the_run_and_one_version_at_100_ends_it()
    {
        await using ForeignModel model = await ForeignModel.StartAsync(_gateway, "continued");
        await SplitAsync(model, new { weights = new Dictionary<string, int> { ["1"] = 90, ["2"] = 10 } });
        Rollout first = (await _gateway.Client.LiveRolloutsAsync("continued", CancellationToken.None)).Single();
        await using (Load load = model.Load())
        {
            await load.AnsweredAsync(100);
        }

        await SplitAsync(model, new { weights = new Dictionary<string, int> { ["1"] = 40, ["2"] = 60 } });
        Rollout second = (await _gateway.Client.LiveRolloutsAsync("continued", CancellationToken.None)).Single();
        Assert.Equal((first.Id, 60m, "progressing"), (second.Id, second.Weights["2"], second.Phase));
        Evidence evidence = await _gateway.Client.EvidenceAsync(first.Id, CancellationToken.None);
        Assert.Equal([10m, 60m], evidence.Segments.Select(segment => segment.Weights["2"]));

        Assert.Equal(200, (await SplitAsync(model, new { weights = new Dictionary<string, int> { ["2"] = 100 } })).Status);
        Rollout ended = await _gateway.Client.RolloutAsync(first.Id, CancellationToken.None);
        Assert.Equal("aborted", ended.Phase);
        Model now = await _gateway.Client.ModelAsync("continued", CancellationToken.None);
        Assert.Equal(("2", "1"), (now.Baseline, now.PreviousBaseline));
        Assert.Null(now.Rollout);
    }

    [Fact]
    public async Task A_rollout_ends_a_manual_split_and_starts_from_its_weights()
    {
        await using ForeignModel model = await ForeignModel.StartAsync(_gateway, "superseded");
        await SplitAsync(model, new { weights = new Dictionary<string, int> { ["1"] = 90, ["2"] = 10 } });
        Rollout manual = (await _gateway.Client.LiveRolloutsAsync("superseded", CancellationToken.None)).Single();
        Rollout canary = await model.RollOutAsync("2", new RolloutSpec { Baseline = "1" }, new StepSpec { Weight = 10, MinDuration = "1h" });
        await model.UntilAsync(canary.Id, "progressing");
        Rollout ended = await _gateway.Client.RolloutAsync(manual.Id, CancellationToken.None);
        Assert.Equal(("aborted", "superseded"), (ended.Phase, ended.Reason));
        Assert.DoesNotContain(await model.EventsAsync("trafficChanged"), line => line.To == "1: 100 %" && line.Rollout is not null);
    }

    private Task<(int Status, JsonElement Body)> SplitAsync(ForeignModel model, object body) => _gateway.CallAsync(HttpMethod.Put, $"/models/{model.Name}/traffic", body);
}
