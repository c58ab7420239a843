using Gateway.Contracts;
using Gateway.EndToEnd.Predictions;
using Gateway.TestKit;
using Xunit;

namespace Gateway.EndToEnd;

/// <summary>What is going on, and what ended lately.</summary>
public sealed class RolloutListTests(Fleet fleet) : IClassFixture<Fleet>
{
    private readonly GatewayProcess _gateway = fleet.Gateway;

    [Fact]
    public async Task A_rollout_is_listed_as_live_until_it_ends_and_as_ended_from_then_on()
    {
        await using ForeignModel model = await ForeignModel.StartAsync(_gateway, "listed");
        Rollout run = await model.StandingAsync();
        DateTimeOffset before = TimeProvider.System.GetUtcNow();
        Assert.Contains(run.Id, await LiveAsync());
        Assert.DoesNotContain(run.Id, await EndedAsync(before.AddDays(-1)));

        await _gateway.Client.CommandAsync(run.Id, "abort", "for the list", CancellationToken.None);
        await model.UntilAsync(run.Id, rollout => rollout.EndedAt is not null, "ended");
        Assert.DoesNotContain(run.Id, await LiveAsync());
        Assert.Contains(run.Id, await EndedAsync(before.AddDays(-1)));
        Assert.DoesNotContain(run.Id, await EndedAsync(before.AddHours(1)));
    }

    [Fact]
    public async Task What_is_no_id_and_no_time_is_refused_by_name()
    {
        using HttpResponseMessage answer = await _gateway.Admin.GetAsync("/api/v1/rollouts?after=5&endedAfter=yesterday");
        Assert.Equal(["after", "endedAfter"], (await answer.JsonAsync()).Problems().Keys.Order());
    }

    private async Task<IEnumerable<Guid>> LiveAsync() => (await _gateway.Client.LiveRolloutsAsync("listed", CancellationToken.None)).Select(run => run.Id);

    private async Task<IEnumerable<Guid>> EndedAsync(DateTimeOffset after)
    {
        using HttpResponseMessage answer = await _gateway.Admin.GetAsync($"/api/v1/rollouts?endedAfter={after.UtcDateTime:O}");
        return (await answer.JsonAsync()).GetProperty("items").EnumerateArray().Select(run => run.GetProperty("id").GetGuid());
    }
}
