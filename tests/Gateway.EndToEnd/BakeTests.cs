using Gateway.Contracts;
using Gateway.TestKit;
using Xunit;

namespace Gateway.EndToEnd;

/// <summary>The time after a promotion: the old version stays as the control, and the way back is short.</summary>
public sealed class BakeTests(Fleet fleet) : IClassFixture<Fleet>
{
    private readonly GatewayProcess _gateway = fleet.Gateway;

    [Fact]
    public async Task The_old_version_stays_with_a_small_weight_and_a_late_failure_rolls_back_to_it()
    {
        await using ForeignModel model = await ForeignModel.StartAsync(_gateway, "late");
        await using Load load = model.Load();
        Rollout run = await model.RollOutAsync("2", new RolloutSpec { Bake = new BakeSpec { Duration = "1h", OldWeight = 10 } });
        Rollout baking = await model.UntilAsync(run.Id, "baking");
        Assert.Equal((10m, 90m), (baking.Weights["1"], baking.Weights["2"]));

        model.Candidate.Answer = HostAnswers.Status(500);
        Rollout back = await model.UntilAsync(run.Id, "rolledBack");

        Assert.StartsWith("errors <= 2%: ", back.Reason, StringComparison.Ordinal);
        Assert.Equal(100m, (await _gateway.Client.TrafficAsync("late", CancellationToken.None)).Weights["1"]);
        await load.StopAsync();
        Assert.Equal([200], load.Statuses.Keys); // the old side was warm, and rescued what failed
    }

    [Fact]
    public async Task A_guard_of_the_bake_is_judged_in_the_bake_alone()
    {
        await using ForeignModel model = await ForeignModel.StartAsync(_gateway, "bake-guard");
        model.Candidate.Answer = HostAnswers.Status(422);
        await using Load load = model.Load();
        Rollout run = await model.RollOutAsync("2", new RolloutSpec { Bake = new BakeSpec { Duration = "1h", OldWeight = 10, Guards = Json.List("rejections <= 1%") } });

        Rollout baking = await model.UntilAsync(run.Id, "baking", "rollingBack", "rolledBack");
        IReadOnlyList<Event> way = (await _gateway.Client.EventsAsync("bake-guard", "rolloutChanged", 0, 100, CancellationToken.None)).Items;
        Assert.Contains(way, line => line.To == "baking"); // the steps did not mind
        Rollout back = await model.UntilAsync(baking.Id, "rolledBack");

        Assert.StartsWith("rejections <= 1%: ", back.Reason, StringComparison.Ordinal);
    }

    [LongFact]
    public async Task A_hotfix_may_start_in_a_bake_which_then_ends_promoted()
    {
        await using ForeignModel model = await ForeignModel.StartAsync(_gateway, "hotfix", versions: 3);
        await using Load load = model.Load();
        Rollout first = await model.RollOutAsync("2", new RolloutSpec { Bake = new BakeSpec { Duration = "7d" } });
        await model.UntilAsync(first.Id, "baking");

        (int status, _) = await _gateway.CallAsync(HttpMethod.Post, "/models/hotfix/rollouts", new { candidate = "3" });
        Rollout second = await model.RollOutAsync("3", new RolloutSpec { IfRunning = "replace" });

        Assert.Equal(409, status);
        Rollout ended = await _gateway.Client.RolloutAsync(first.Id, CancellationToken.None);
        Assert.Equal(("promoted", "superseded"), (ended.Phase, ended.Reason));
        Assert.Equal("2", second.Baseline);
        await model.UntilAsync(second.Id, "promoted");
        await load.StopAsync();
        Assert.Equal([200], load.Statuses.Keys);
    }

    [Fact]
    public async Task A_bake_that_may_end_without_evidence_ends_promoted()
    {
        await using ForeignModel model = await ForeignModel.StartAsync(_gateway, "labels");
        Rollout run = await model.RollOutAsync("2", new RolloutSpec { Bake = new BakeSpec { Duration = "1s", OnInconclusive = "end" } });
        await model.UntilAsync(run.Id, "progressing");

        await _gateway.Client.CommandAsync(run.Id, "promote", "labels come in days", CancellationToken.None);

        Assert.Equal("promoted", (await model.UntilAsync(run.Id, "promoted")).Phase); // with no attempt at all
    }
}
