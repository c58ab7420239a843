using Gateway.Contracts;
using Gateway.TestKit;
using Xunit;

namespace Gateway.EndToEnd;

/// <summary>A rollout that gets nowhere stands still and says so, and an operator moves it on.</summary>
public sealed class DeadlineTests(Fleet fleet) : IClassFixture<Fleet>
{
    private readonly GatewayProcess _gateway = fleet.Gateway;

    [Fact]
    public async Task A_step_that_takes_longer_than_it_may_is_held_by_its_deadline_and_goes_on_by_an_advance()
    {
        await using ForeignModel model = await ForeignModel.StartAsync(_gateway, "late-step");
        Rollout run = await model.RollOutAsync(
            "2", null, new StepSpec { Weight = 5, MinDuration = "100ms", MinSamples = 100_000, MaxDuration = "1s" }, new StepSpec { Weight = 50, MinDuration = "1h" });

        Rollout held = await model.UntilAsync(run.Id, "held");
        Assert.Equal(("deadline", "the step took longer than it may", 5m), (held.HeldBecause, held.Reason, held.Weights["2"]));
        await _gateway.Client.CommandAsync(run.Id, "advance", "seen enough", CancellationToken.None);

        Assert.Equal(50m, (await model.UntilAsync(run.Id, "progressing")).Weights["2"]);
    }

    [Fact]
    public async Task A_run_that_takes_longer_than_it_may_is_held_by_its_deadline()
    {
        await using ForeignModel model = await ForeignModel.StartAsync(_gateway, "late-run");
        Rollout run = await model.RollOutAsync("2", new RolloutSpec { MaxDuration = "2s" }, new StepSpec { Weight = 5, MinDuration = "1h" });

        Rollout held = await model.UntilAsync(run.Id, "held");

        Assert.Equal(("deadline", "the run took longer than it may"), (held.HeldBecause, held.Reason));
    }

    [Fact]
    public async Task An_undecided_last_step_is_held_and_asks_where_the_plan_says_hold()
    {
        await using ForeignModel model = await ForeignModel.StartAsync(_gateway, "undecided");
        await using Load load = model.Load();
        RolloutSpec asks = new() { OnInconclusive = "hold", Guards = Json.List("errors <= 0.01%", "p99 <= 2s") }; // 0.01 % takes longer than a test
        Rollout run = await model.RollOutAsync("2", asks, new StepSpec { Weight = 50, MinDuration = "1s", MinSamples = 20 });

        Rollout held = await model.UntilAsync(run.Id, "held");

        Assert.Equal("guard", held.HeldBecause);
        Assert.StartsWith("no passed guard for errors", held.Reason, StringComparison.Ordinal);
        Assert.True(held.Guards.Single(guard => guard.Guard == "errors <= 0.01%") is { Verdict: "inconclusive", NeedMore: { Attempts: > 1000, Time: not null } });
    }

    [Fact]
    public async Task An_undecided_last_step_waits_where_the_plan_says_nothing()
    {
        await using ForeignModel model = await ForeignModel.StartAsync(_gateway, "waiting");
        await using Load load = model.Load();
        Rollout run = await model.RollOutAsync("2", new RolloutSpec { Guards = Json.List("errors <= 0.01%", "p99 <= 2s") }, new StepSpec { Weight = 50, MinDuration = "500ms", MinSamples = 20 });

        Rollout waiting = await Eventually.GetAsync(
            async () => await _gateway.Client.RolloutAsync(run.Id, CancellationToken.None) is { WaitingFor: ["a passed guard for errors"] } rollout ? rollout : null, "It waits for evidence alone");

        Assert.Equal("progressing", waiting.Phase);
    }
}
