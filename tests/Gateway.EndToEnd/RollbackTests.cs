using System.Diagnostics;
using Gateway.Contracts;
using Gateway.TestKit;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace Gateway.EndToEnd;

/// <summary>A bad candidate is taken off the path by itself, and no client notices.</summary>
public sealed class RollbackTests(Fleet fleet, ITestOutputHelper output) : IClassFixture<Fleet>
{
    private const int Clients = 4;

    private readonly GatewayProcess _gateway = fleet.Gateway;

    [Theory]
    [InlineData("fails")]
    [InlineData("aborts")]
    [InlineData("refuses")]
    public async Task A_dead_candidate_is_rolled_back_by_its_errors_and_clients_saw_only_200(string how)
    {
        await using ForeignModel model = await ForeignModel.StartAsync(_gateway, $"dead-{how}");
        Rollout rollout = await model.RollOutAsync(["errors <= 2%", "errors <= 1.5x baseline"], [5], "1h");
        await model.UntilAsync(rollout.Id, "progressing");
        await BreakAsync(model, how);
        await using Load load = model.Load(Clients);
        rollout = await model.UntilAsync(rollout.Id, "rolledBack");
        await load.StopAsync();

        Assert.Equal([200], load.Statuses.Keys);
        double bad = await model.SeriesAsync("gateway_attempts_total", ("version", "2"), ("outcome", "failed"));
        output.WriteLine($"{how}: {bad} bad attempts, {load.Rescued} rescued, of {load.Sent}");
        Assert.InRange(bad, 1, 5 + Clients); // the issue: at most 5 beyond those in flight
        Assert.Equal(load.Rescued, await model.SeriesAsync("gateway_responses_total", ("rescued", "true")));
        Assert.InRange(load.Rescued, 1, 5 + Clients);
        Assert.Matches("^errors <= (2%|1.5x baseline): [0-9]+ of [0-9]+ failed", rollout.Reason);
        Assert.Equal(100, rollout.Weights["1"]);
        await model.StateAsync("2", "quarantined");
        await ExplainedAsync(model, rollout);
    }

    [Theory]
    [InlineData("p99 <= 50ms", 200)]
    [InlineData("p99 <= 1.25x baseline", 1000)]
    public async Task A_slow_candidate_is_rolled_back_by_its_latency(string guard, int before)
    {
        await using ForeignModel model = await ForeignModel.StartAsync(_gateway, $"slow-{before}");
        model.Candidate.Answer = HostAnswers.Slow(250);
        await using Load load = model.Load(8);
        await load.AnsweredAsync(before); // the baseline's own p99 is known from 1 000 attempts on
        Rollout rollout = await model.RollOutAsync(["errors <= 2%", guard], [25], "1h");
        rollout = await model.UntilAsync(rollout.Id, "rolledBack");
        await load.StopAsync();

        Assert.Equal([200], load.Statuses.Keys);
        Assert.Matches($"^{System.Text.RegularExpressions.Regex.Escape(guard)}: [0-9.]+ ms against [0-9.]+ ms allowed: [0-9 ]+ of [0-9 ]+ slower", rollout.Reason);
        Assert.True(rollout.Guards.Single(status => status.Guard == guard).Candidate.Value > 100, $"{Json.Of(rollout)}");
        await ExplainedAsync(model, rollout);
    }

    [Fact]
    public async Task A_candidate_that_refuses_good_requests_is_rolled_back_by_its_rejections()
    {
        await using ForeignModel model = await ForeignModel.StartAsync(_gateway, "refuser");
        model.Candidate.Answer = context =>
        {
            context.Response.StatusCode = 400;
            return context.Response.WriteAsync("""{"error":"no"}""");
        };
        await using Load load = model.Load(Clients);
        Rollout rollout = await model.RollOutAsync(["errors <= 2%", "rejections <= 1.5x baseline"], [25], "1h");
        rollout = await model.UntilAsync(rollout.Id, "rolledBack");
        Assert.StartsWith("rejections <= 1.5x baseline: ", rollout.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failed_candidate_has_lost_its_traffic_within_a_second_of_its_first_bad_attempt()
    {
        await using ForeignModel model = await ForeignModel.StartAsync(_gateway, "quick");
        Rollout rollout = await model.RollOutAsync(["errors <= 2%"], [5], "1h");
        await model.UntilAsync(rollout.Id, "progressing");
        long first = 0, last = 0;
        model.Candidate.Answer = context =>
        {
            Interlocked.CompareExchange(ref first, Stopwatch.GetTimestamp(), 0);
            Volatile.Write(ref last, Stopwatch.GetTimestamp());
            return HostAnswers.FailAsync(context);
        };
        await using Load load = model.Load(Clients);
        await Eventually.TrueAsync(async () => (await model.WeightsAsync()).GetValueOrDefault("2") == 0, "weights 100/0");
        TimeSpan told = Stopwatch.GetElapsedTime(Volatile.Read(ref first));
        await load.AnsweredAsync(500);
        TimeSpan took = Stopwatch.GetElapsedTime(Volatile.Read(ref first), Volatile.Read(ref last));
        output.WriteLine($"first to last attempt {took.TotalMilliseconds:0} ms, until the API said so {told.TotalMilliseconds:0} ms");
        Assert.InRange(took.TotalMilliseconds, 0, 1000);
    }

    private static async Task BreakAsync(ForeignModel model, string how)
    {
        model.Candidate.Answer = how == "aborts" ? HostAnswers.ResetAsync : HostAnswers.FailAsync;
        if (how == "refuses")
        {
            await model.Candidate.DisposeAsync();
        }
    }

    private static async Task ExplainedAsync(ForeignModel model, Rollout rollout)
    {
        Event failed = (await model.EventsAsync("rolloutChanged")).Single(line => line.To == "rollingBack");
        Assert.Equal(("gateway", rollout.Reason, "2", rollout.Id), (failed.Actor, failed.Reason, failed.Version, failed.Rollout!.Value));
        Event weights = (await model.EventsAsync("trafficChanged"))[^1];
        Assert.Equal("1: 100 %", weights.To);
        Assert.Equal(rollout.Reason, weights.Reason);
        Assert.Contains(await model.EventsAsync("versionState"), line => line is { Version: "2", To: "quarantined" } && line.Reason == rollout.Reason);
    }
}
