using Gateway.Contracts;
using Gateway.TestKit;
using Xunit;

namespace Gateway.EndToEnd;

public sealed class EnvironmentTests(Fleet fleet) : IClassFixture<Fleet>
{
    private readonly GatewayProcess _gateway = fleet.Gateway;

    [LongFact] // the baseline must be well for a minute
    public async Task An_outage_of_both_versions_is_held_blames_nobody_and_goes_on_by_itself()
    {
        await using ForeignModel model = await ForeignModel.StartAsync(_gateway, "outage");
        int outage = 1, turn = 0;
        model.Baseline.Answer = model.Candidate.Answer = context =>
        {
            if (Volatile.Read(ref outage) == 1 && Interlocked.Increment(ref turn) % 10 < 4)
            {
                context.Response.StatusCode = 503;
                return Task.CompletedTask;
            }

            return HostAnswers.OkAsync(context);
        };
        await using SteadyLoad load = new(_gateway, "outage", ForeignModel.Body, perSecond: 100, requests: 15_000);
        RolloutSpec spec = new() { Guards = Json.List("errors <= 2%", "errors <= 1.5x baseline", "p99 <= 2s") };
        Rollout run = await model.RollOutAsync("2", spec, new StepSpec { Weight = 25, MinDuration = "5s", MinSamples = 200 }, new StepSpec { Weight = 50, MinDuration = "1s", MinSamples = 200 });

        Rollout held = await model.UntilAsync(run.Id, "held", "rollingBack", "rolledBack");
        Assert.Equal(("held", "environment"), (held.Phase, held.HeldBecause));
        Assert.Contains("the baseline breaks it too", held.Reason, StringComparison.Ordinal);
        Volatile.Write(ref outage, 0);

        Rollout ended = await Eventually.GetAsync(
            async () => await _gateway.Client.RolloutAsync(run.Id, CancellationToken.None) is { Phase: "promoted" or "rolledBack" or "aborted" } end ? end : null,
            "The rollout's end", TimeSpan.FromSeconds(130), () => _gateway.Process.Output);
        Assert.True(ended.Phase == "promoted", ended.Reason);
    }

    [Fact]
    public async Task With_next_to_no_traffic_a_rollout_neither_promotes_nor_rolls_back_and_says_what_it_needs()
    {
        await using ForeignModel model = await ForeignModel.StartAsync(_gateway, "quiet");
        RolloutSpec spec = new() { Guards = Json.List("errors <= 2%", "p99 <= 2s") };
        Rollout run = await model.RollOutAsync("2", spec, new StepSpec { Weight = 50, MinDuration = "100ms", MinSamples = 0 });
        await model.UntilAsync(run.Id, "progressing");
        for (int request = 0; request < 6; request++)
        {
            (await _gateway.InferAsync("quiet", ForeignModel.Body)).Dispose();
        }

        Rollout seen = await Eventually.GetAsync(
            async () => await _gateway.Client.RolloutAsync(run.Id, CancellationToken.None) is var rollout && rollout.Guards.Count > 0 && rollout.Guards[0].Candidate.Attempts >= 2 ? rollout : null, "The attempts are seen");

        Assert.Equal("progressing", seen.Phase);
        Assert.All(seen.Guards, guard => Assert.Equal("inconclusive", guard.Verdict));
        Assert.All(seen.Guards, guard => Assert.True(guard.NeedMore is { Attempts: > 100, Time: not null }));
        Assert.Contains("a passed guard for errors", seen.WaitingFor);
    }

    [LongFact]
    public async Task A_candidate_that_mends_a_broken_baseline_is_let_through_faster()
    {
        await using ForeignModel model = await ForeignModel.StartAsync(_gateway, "fix");
        int turn = 0;
        model.Baseline.Answer = context =>
        {
            if (Interlocked.Increment(ref turn) % 3 == 0)
            {
                context.Response.StatusCode = 500;
                return Task.CompletedTask;
            }

            return HostAnswers.OkAsync(context);
        };
        await using Load load = model.Load();
        StepSpec slow = new() { Weight = 20, MinDuration = "10m" };

        Rollout run = await model.RollOutAsync("2", null, slow, slow with { Weight = 50 });

        await model.UntilAsync(run.Id, "promoted");
        IReadOnlyList<Event> lines = (await _gateway.Client.EventsAsync("fix", "rolloutChanged", 0, 100, CancellationToken.None)).Items;
        Assert.Contains(lines, line => line.Reason == "baselineBroken");
    }
}
