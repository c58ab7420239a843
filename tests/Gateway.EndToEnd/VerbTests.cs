using System.Text.Json;
using Gateway.Contracts;
using Gateway.TestKit;
using Xunit;

namespace Gateway.EndToEnd;

/// <summary>An operator steers a rollout.</summary>
public sealed class VerbTests(Fleet fleet) : IClassFixture<Fleet>
{
    private readonly GatewayProcess _gateway = fleet.Gateway;

    [Fact]
    public async Task Hold_resume_advance_and_promote_do_what_they_say()
    {
        await using ForeignModel model = await ForeignModel.StartAsync(_gateway, "steered");
        Rollout rollout = await model.StandingAsync();
        await model.UntilAsync(rollout.Id, "progressing");
        Rollout held = await SayAsync(rollout, "hold", "lunch");
        Assert.Equal(("held", "operator", "lunch", 10m), (held.Phase, held.HeldBecause, held.Reason, held.Weights["2"]));
        Rollout resumed = await SayAsync(rollout, "resume");
        Assert.Equal(("progressing", 0, 10m), (resumed.Phase, resumed.StepIndex, resumed.Weights["2"]));
        Rollout advanced = await SayAsync(rollout, "advance");
        Assert.Equal(("progressing", 1, 50m), (advanced.Phase, advanced.StepIndex, advanced.Weights["2"]));
        Rollout promoted = await SayAsync(rollout, "promote", "I know it");
        Assert.Contains(promoted.Phase, (string[])["promoting", "baking"]);
        Assert.Equal(98, promoted.Weights["2"]); // a bake keeps 2 % on the old version unless it says otherwise
        await model.UntilAsync(rollout.Id, "promoted");
        Assert.Equal(100, (await model.WeightsAsync())["2"]);
        Event[] events = await model.EventsAsync("rolloutChanged");
        Assert.Contains(events, line => line is { To: "held", Reason: "lunch", Actor: not "gateway", RequestId: not null });
    }

    [Fact]
    public async Task Abort_gives_the_baseline_everything_also_in_a_bake()
    {
        await using ForeignModel model = await ForeignModel.StartAsync(_gateway, "aborted");
        Rollout rollout = await model.RollOutAsync(["errors <= 2%"], [10], "1h", bake: "1h");
        await model.UntilAsync(rollout.Id, "progressing");
        await SayAsync(rollout, "promote");
        await model.UntilAsync(rollout.Id, "baking");
        Rollout ended = await SayAsync(rollout, "abort", "second thoughts");
        Assert.Equal(("aborted", "second thoughts", 100m), (ended.Phase, ended.Reason, ended.Weights["1"]));
        Assert.Equal(new Dictionary<string, decimal> { ["1"] = 100 }, await model.WeightsAsync());
        await model.StateAsync("2", "ready");
    }

    [Fact]
    public async Task A_promote_during_a_bake_ends_it()
    {
        await using ForeignModel model = await ForeignModel.StartAsync(_gateway, "baked");
        Rollout rollout = await model.RollOutAsync(["errors <= 2%"], [10], "1h", bake: "1h");
        await model.UntilAsync(rollout.Id, "progressing");
        await SayAsync(rollout, "promote");
        await model.UntilAsync(rollout.Id, "baking");
        Assert.Equal("promoted", (await SayAsync(rollout, "promote")).Phase);
        Assert.Equal("2", (await _gateway.Client.ModelAsync("baked", CancellationToken.None)).Baseline);
    }

    [Fact]
    public async Task A_manual_gate_waits_for_an_approval()
    {
        await using ForeignModel model = await ForeignModel.StartAsync(_gateway, "gated");
        await using Load load = model.Load(2);
        Rollout rollout = await model.RollOutAsync(["errors <= 2%"], [10, 50], "100ms", gate: "manual");
        Rollout held = await model.UntilAsync(rollout.Id, "held");
        Assert.Equal(("gate", 0, 10m), (held.HeldBecause, held.StepIndex, held.Weights["2"]));
        Assert.Equal(["an approval"], (await Eventually.GetAsync(async () => await _gateway.Client.RolloutAsync(rollout.Id, CancellationToken.None) is { WaitingFor.Count: > 0 } seen ? seen : null, "waitingFor")).WaitingFor);
        Rollout approved = await SayAsync(rollout, "approve", "looks fine");
        Assert.Equal(("progressing", 1), (approved.Phase, approved.StepIndex));
        await model.UntilAsync(rollout.Id, "held");
        await SayAsync(rollout, "approve");
        await model.UntilAsync(rollout.Id, "promoted");
    }

    [Fact]
    public async Task A_model_that_is_removed_takes_its_rollout_with_it()
    {
        await using ForeignModel model = await ForeignModel.StartAsync(_gateway, "removed");
        Rollout rollout = await model.StandingAsync();
        await model.UntilAsync(rollout.Id, "progressing");
        Assert.Equal(409, (await _gateway.CallAsync(HttpMethod.Delete, "/models/removed")).Status);
        Assert.Equal(204, (await _gateway.CallAsync(HttpMethod.Delete, "/models/removed?force=true&reason=retired")).Status);
        Rollout ended = await _gateway.Client.RolloutAsync(rollout.Id, CancellationToken.None);
        Assert.Equal(("aborted", "retired"), (ended.Phase, ended.Reason));
        Assert.NotNull(ended.EndedAt);
        Assert.DoesNotContain(await model.EventsAsync("rolloutChanged"), line => line.To == "rolledBack");
        Assert.Contains(await model.EventsAsync("rolloutChanged"), line => line is { To: "aborted", Reason: "retired" });
    }

    [Fact]
    public async Task A_verb_that_is_illegal_now_is_refused_with_the_legal_ones()
    {
        await using ForeignModel model = await ForeignModel.StartAsync(_gateway, "illegal");
        Rollout rollout = await model.StandingAsync();
        await model.UntilAsync(rollout.Id, "progressing");
        (int status, JsonElement body) = await CallAsync($"/rollouts/{rollout.Id}/approve", new { });
        Assert.Equal((409, "approve means nothing while the rollout is progressing; legal: hold, advance, promote, abort."), (status, body.Text("detail")));
        await SayAsync(rollout, "abort");
        foreach (string verb in (string[])["hold", "resume", "advance", "approve", "promote", "abort", "retry"])
        {
            (status, body) = await CallAsync($"/rollouts/{rollout.Id}/{verb}", new { reason = "why not" });
            Assert.Equal((409, $"{verb} means nothing while the rollout is aborted; legal: nothing."), (status, body.Text("detail")));
        }

        Assert.Equal(404, (await CallAsync($"/rollouts/{Guid.NewGuid()}/hold", new { })).Status);
        Assert.Equal(404, (await CallAsync($"/rollouts/{rollout.Id}/explode", new { })).Status);
    }

    private Task<Rollout> SayAsync(Rollout rollout, string verb, string? reason = null) => _gateway.Client.CommandAsync(rollout.Id, verb, reason, CancellationToken.None);

    private Task<(int Status, JsonElement Body)> CallAsync(string path, object body) => _gateway.CallAsync(HttpMethod.Post, path, body);
}
