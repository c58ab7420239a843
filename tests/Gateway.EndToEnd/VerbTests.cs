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
        await using Duel duel = await Duel.StartAsync(_gateway, "steered");
        Rollout rollout = await duel.StandingAsync();
        await duel.UntilAsync(rollout.Id, "progressing");
        Rollout held = await SayAsync(rollout, "hold", "lunch");
        Assert.Equal(("held", "operator", "lunch", 10m), (held.Phase, held.HeldBecause, held.Reason, held.Weights["2"]));
        Rollout resumed = await SayAsync(rollout, "resume");
        Assert.Equal(("progressing", 0, 10m), (resumed.Phase, resumed.StepIndex, resumed.Weights["2"]));
        Rollout advanced = await SayAsync(rollout, "advance");
        Assert.Equal(("progressing", 1, 50m), (advanced.Phase, advanced.StepIndex, advanced.Weights["2"]));
        Rollout promoted = await SayAsync(rollout, "promote", "I know it");
        Assert.Contains(promoted.Phase, (string[])["promoting", "baking"]);
        Assert.Equal(98, promoted.Weights["2"]); // a bake keeps 2 % on the old version unless it says otherwise
        await duel.UntilAsync(rollout.Id, "promoted");
        Assert.Equal(100, (await duel.WeightsAsync())["2"]);
        Event[] events = await duel.EventsAsync("rolloutChanged");
        Assert.Contains(events, line => line is { To: "held", Reason: "lunch", Actor: not "gateway", RequestId: not null });
    }

    [Fact]
    public async Task Abort_gives_the_baseline_everything_also_in_a_bake()
    {
        await using Duel duel = await Duel.StartAsync(_gateway, "aborted");
        Rollout rollout = await duel.RollOutAsync(["errors <= 2%"], [10], "1h", bake: "1h");
        await duel.UntilAsync(rollout.Id, "progressing");
        await SayAsync(rollout, "promote");
        await duel.UntilAsync(rollout.Id, "baking");
        Rollout ended = await SayAsync(rollout, "abort", "second thoughts");
        Assert.Equal(("aborted", "second thoughts", 100m), (ended.Phase, ended.Reason, ended.Weights["1"]));
        Assert.Equal(new Dictionary<string, decimal> { ["1"] = 100 }, await duel.WeightsAsync());
        await duel.StateAsync("2", "ready");
    }

    [Fact]
    public async Task A_promote_during_a_bake_ends_it()
    {
        await using Duel duel = await Duel.StartAsync(_gateway, "baked");
        Rollout rollout = await duel.RollOutAsync(["errors <= 2%"], [10], "1h", bake: "1h");
        await duel.UntilAsync(rollout.Id, "progressing");
        await SayAsync(rollout, "promote");
        await duel.UntilAsync(rollout.Id, "baking");
        Assert.Equal("promoted", (await SayAsync(rollout, "promote")).Phase);
        Assert.Equal("2", (await _gateway.Client.ModelAsync("baked", CancellationToken.None)).Baseline);
    }

    [Fact]
    public async Task A_manual_gate_waits_for_an_approval()
    {
        await using Duel duel = await Duel.StartAsync(_gateway, "gated");
        await using Load load = duel.Load(2);
        Rollout rollout = await duel.RollOutAsync(["errors <= 2%"], [10, 50], "100ms", onStep: "manual");
        Rollout held = await duel.UntilAsync(rollout.Id, "held");
        Assert.Equal(("gate", 0, 10m), (held.HeldBecause, held.StepIndex, held.Weights["2"]));
        Assert.Equal(["an approval"], (await Eventually.GetAsync(async () => await _gateway.Client.RolloutAsync(rollout.Id, CancellationToken.None) is { WaitingFor.Count: > 0 } seen ? seen : null, "waitingFor")).WaitingFor);
        Rollout approved = await SayAsync(rollout, "approve", "looks fine");
        Assert.Equal(("progressing", 1), (approved.Phase, approved.StepIndex));
        await duel.UntilAsync(rollout.Id, "held");
        await SayAsync(rollout, "approve");
        await duel.UntilAsync(rollout.Id, "promoted");
    }

    [Fact]
    public async Task A_retry_needs_a_reason_lifts_the_quarantine_and_starts_with_fresh_evidence()
    {
        await using Duel duel = await Duel.StartAsync(_gateway, "retried");
        Rollout rollout = await duel.StandingAsync();
        await duel.UntilAsync(rollout.Id, "progressing");
        duel.Candidate.Answer = Duel.FailAsync;
        await using (Load load = duel.Load())
        {
            await duel.UntilAsync(rollout.Id, "rolledBack");
        }

        await duel.StateAsync("2", "quarantined");
        (int status, JsonElement body) = await CallAsync($"/models/retried/rollouts", new { candidate = "2" });
        Assert.Equal(400, status);
        Assert.Contains("quarantined", body.Problems()["candidate"], StringComparison.Ordinal);
        (status, body) = await CallAsync($"/rollouts/{rollout.Id}/retry", new { });
        Assert.Equal(400, status);
        Assert.Contains("reason", body.Problems().Keys);

        duel.Candidate.Answer = duel.Baseline.Answer;
        Rollout again = await SayAsync(rollout, "retry", "the disk is back");
        Assert.NotEqual(rollout.Id, again.Id);
        Assert.Equal("2", again.Candidate);
        await duel.UntilAsync(again.Id, "progressing");
        await duel.StateAsync("2", "ready");
        Assert.All((await _gateway.Client.RolloutAsync(again.Id, CancellationToken.None)).Guards, guard => Assert.Equal(0, guard.Candidate.Bad));
    }

    [Fact]
    public async Task A_verb_that_is_illegal_now_is_refused_with_the_legal_ones()
    {
        await using Duel duel = await Duel.StartAsync(_gateway, "illegal");
        Rollout rollout = await duel.StandingAsync();
        await duel.UntilAsync(rollout.Id, "progressing");
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
