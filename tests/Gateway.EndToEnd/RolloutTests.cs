using Gateway.Contracts;
using Gateway.TestKit;
using Xunit;

namespace Gateway.EndToEnd;

/// <summary>A good candidate goes all the way by itself.</summary>
public sealed class RolloutTests(Fleet fleet) : IClassFixture<Fleet>
{
    private readonly GatewayProcess _gateway = fleet.Gateway;

    [Fact]
    public async Task A_better_model_is_promoted_step_by_step_with_nobody_touching_anything()
    {
        await _gateway.PushAsync("digits", Digits.Artifact(1));
        await _gateway.ServesAsync("digits");
        await _gateway.PushAsync("digits", Digits.Artifact(2));
        await using Load load = new(_gateway, "digits", Digits.Rows, 4);
        RolloutSpec spec = new()
        {
            Candidate = "2",
            Guards = Json.List("errors <= 2%", "p99 <= 5s"),
            Steps = Json.Of(new[] { new { weight = 5, minDuration = "500ms", minSamples = 20 }, new { weight = 50, minDuration = "500ms", minSamples = 20 } }),
            Bake = new BakeSpec { Duration = "500ms" },
        };
        Rollout started = await _gateway.Client.StartAsync("digits", spec, CancellationToken.None);
        Assert.Equal(("canary", "1", "2"), (started.Strategy, started.Baseline, started.Candidate));

        Rollout? last = null;
        Rollout ended = await Eventually.GetAsync(
            async () => (last = await _gateway.Client.RolloutAsync(started.Id, CancellationToken.None)).EndedAt is null ? null : last, "The rollout's end", TimeSpan.FromSeconds(60), () => $"{Json.Of(last!)}");
        await load.StopAsync();

        Assert.Equal("promoted", ended.Phase);
        Assert.Equal(100, ended.Weights["2"]);
        Assert.All(ended.Guards, guard => Assert.Equal("passed", guard.Verdict));
        Assert.Equal([200], load.Statuses.Keys);
        string?[] phases = [.. (await _gateway.Client.EventsAsync("digits", "rolloutChanged", 0, 100, CancellationToken.None)).Items.Select(line => line.To)];
        Assert.Equal(["progressing 5 %", "progressing 50 %", "promoting", "baking", "promoted"], phases);

        Model model = await _gateway.Client.ModelAsync("digits", CancellationToken.None);
        Assert.Equal(("2", "1"), (model.Baseline, model.PreviousBaseline));
        Assert.Equal(new Dictionary<string, decimal> { ["2"] = 100 }, model.Traffic!.Weights);
        Assert.True(model.WarmUntil > ended.EndedAt + TimeSpan.FromMinutes(50), "the settings keep it warm for an hour");
        Assert.Null(model.Rollout);
    }

    [Fact]
    public async Task A_rollout_without_traffic_waits_and_says_for_what()
    {
        await using ForeignModel model = await ForeignModel.StartAsync(_gateway, "quiet");
        Rollout rollout = await model.RollOutAsync(["errors <= 2%", "p99 <= 250ms"], [5, 50], "0s");
        rollout = await model.UntilAsync(rollout.Id, "progressing");
        rollout = await Eventually.GetAsync(async () => await _gateway.Client.RolloutAsync(rollout.Id, CancellationToken.None) is { WaitingFor.Count: > 0 } seen ? seen : null, "waitingFor");

        Assert.Equal(["minSamples: 0 of 20"], rollout.WaitingFor);
        Assert.Equal(5, rollout.Weights["2"]);
        Assert.Equal(["errors <= 2%", "p99 <= 250ms"], rollout.Guards.Select(guard => guard.Guard));
        Assert.All(rollout.Guards, guard => Assert.Equal("inconclusive", guard.Verdict));
        Assert.Equal("0 of 0 failed, baseline 0 of 0", rollout.Guards[0].Says);
        Assert.Equal([159, 319], rollout.Guards.Select(guard => guard.NeedMore!.Attempts)); // judge.md: what a flawless candidate needs at 2 % and at p99
    }

    [Fact]
    public async Task The_sums_of_a_good_rollout_reach_the_split_that_was_planned()
    {
        await using ForeignModel model = await ForeignModel.StartAsync(_gateway, "exact");
        Rollout rollout = await model.StandingAsync();
        await model.UntilAsync(rollout.Id, "progressing");
        int candidate = 0;
        for (int i = 0; i < 200; i++)
        {
            using HttpResponseMessage answer = await model.PredictAsync();
            candidate += answer.Headers.GetValues("x-model-version").Single() == "2" ? 1 : 0;
        }

        Assert.InRange(candidate, 19, 21); // 10 % of 200, stratified: ± 1 from a change of weights
    }
}
