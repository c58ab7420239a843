using Gateway.Contracts;
using Gateway.TestKit;
using Xunit;

namespace Gateway.EndToEnd;

public sealed class LoopGuardTests(Fleet fleet) : IClassFixture<Fleet>
{
    private readonly GatewayProcess _gateway = fleet.Gateway;

    [Fact]
    public async Task Three_rollbacks_within_a_day_turn_automatic_starts_off_until_an_operator_acts()
    {
        await using ForeignModel model = await ForeignModel.StartAsync(_gateway, "loop", versions: 1);
        await _gateway.Client.SetPolicyAsync("fast", new RolloutSpec { Steps = ForeignModel.Short(20, 50) }, CancellationToken.None);
        await _gateway.Client.SetSettingsAsync("loop", new ModelSettings { OnPush = "rollout", Policy = "fast" }, CancellationToken.None);
        await using Load load = model.Load();

        for (int rollbacks = 1; rollbacks <= 3; rollbacks++)
        {
            (await model.AddAsync()).Answer = HostAnswers.FailAsync;
            int expected = rollbacks;
            await Eventually.TrueAsync(async () => await RolledBackAsync() == expected, $"Rollback {expected}", otherwise: () => _gateway.Process.Output);
        }

        await model.AddAsync();
        Event refused = await Eventually.GetAsync(
            async () => (await _gateway.Client.EventsAsync("loop", "rolloutRefused", 0, 10, CancellationToken.None)).Items is [var told, ..] ? told : null, "The refusal");
        Assert.Contains("3 rollouts of loop were rolled back within a day", refused.Reason, StringComparison.Ordinal);
        Assert.Equal(0, load.Failed);

        await _gateway.Client.SetSettingsAsync("loop", new ModelSettings { OnPush = "rollout", Policy = "fast", Timeout = "20s" }, CancellationToken.None);
        await model.AddAsync();
        await Eventually.TrueAsync(
            async () => (await _gateway.Client.RolloutsAsync("loop", null, CancellationToken.None)).Items.Any(run => run.Candidate == "6"), "The start after an operator acted", otherwise: () => _gateway.Process.Output);
    }

    [LongFact]
    public async Task A_rolled_back_digest_is_quarantined_and_starts_again_only_by_retry_with_a_reason()
    {
        await using ForeignModel model = await ForeignModel.StartAsync(_gateway, "quarantine");
        model.Candidate.Answer = HostAnswers.FailAsync;
        await using Load load = model.Load();
        Rollout run = await model.UntilAsync((await model.RollOutAsync("2")).Id, "rolledBack");

        Assert.Equal("quarantined", (await Eventually.GetAsync(
            async () => await _gateway.Client.VersionAsync("quarantine", "2", CancellationToken.None) is { State: "quarantined" } version ? version : null, "The quarantine")).State);
        Assert.Contains("quarantined", (await Assert.ThrowsAsync<GatewayException>(() => model.RollOutAsync("2"))).Message, StringComparison.Ordinal);
        Assert.Contains("reason", (await Assert.ThrowsAsync<GatewayException>(() => _gateway.Client.CommandAsync(run.Id, "retry", null, CancellationToken.None))).Message, StringComparison.Ordinal);
        model.Candidate.Answer = HostAnswers.OkAsync;

        Rollout again = await _gateway.Client.CommandAsync(run.Id, "retry", "its host was mended", CancellationToken.None);

        Assert.NotEqual(run.Id, again.Id);
        Assert.Equal("promoted", (await model.UntilAsync(again.Id, "promoted", "rolledBack")).Phase);
        Assert.Equal("ready", (await _gateway.Client.VersionAsync("quarantine", "2", CancellationToken.None)).State);
        Assert.Equal(0, load.Failed);
    }

    private async Task<int> RolledBackAsync() => (await _gateway.Client.RolloutsAsync("loop", null, CancellationToken.None)).Items.Count(run => run.Phase == "rolledBack");
}
