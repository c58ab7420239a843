using System.Text.Json;
using Gateway.Contracts;
using Gateway.TestKit;
using Xunit;

namespace Gateway.EndToEnd;

/// <summary>A freeze, and the big red button. Both are the gateway's, so each test has one of its own.</summary>
public sealed class FreezeTests : IAsyncLifetime
{
    private GatewayProcess _gateway = null!;

    public async ValueTask InitializeAsync() => _gateway = await GatewayProcess.StartAsync();

    public async ValueTask DisposeAsync() => await _gateway.DisposeAsync();

    [Fact]
    public async Task While_it_holds_nothing_starts_steps_or_is_promoted_and_a_rollback_works()
    {
        await using ForeignModel model = await ForeignModel.StartAsync(_gateway, "frozen");
        await using Load load = model.Load(2);
        Rollout rollout = await model.RollOutAsync(["errors <= 2%"], [10, 50], "300ms", bake: "1h");
        await model.UntilAsync(rollout.Id, "progressing");
        await _gateway.Client.SetFreezeAsync(new Freeze(["fro*"], null, null, "holidays"), CancellationToken.None);
        Rollout held = await Eventually.GetAsync(async () => await _gateway.Client.RolloutAsync(rollout.Id, CancellationToken.None) is { Phase: "held" or "baking" } seen ? seen : null, "held by the freeze");
        Assert.Equal(("held", "freeze"), (held.Phase, held.HeldBecause));
        foreach (string verb in (string[])["advance", "promote"])
        {
            (int refused, JsonElement why) = await _gateway.CallAsync(HttpMethod.Post, $"/rollouts/{rollout.Id}/{verb}", new { });
            Assert.Equal((409, "frozen"), (refused, why.Text("type")));
        }

        Freeze? seen = await _gateway.Client.FreezeAsync(CancellationToken.None);
        Assert.Equal("holidays", seen!.Reason);
        await _gateway.Client.LiftFreezeAsync(CancellationToken.None);
        Assert.Null(await _gateway.Client.FreezeAsync(CancellationToken.None));
        await model.UntilAsync(rollout.Id, "progressing", "promoting", "baking");
        await model.UntilAsync(rollout.Id, "baking");

        await _gateway.Client.SetFreezeAsync(new Freeze(["*"], null, null, "again"), CancellationToken.None);
        await _gateway.Client.RollBackAsync("frozen", "rollback always works", null, CancellationToken.None);
        Assert.Equal("aborted", (await _gateway.Client.RolloutAsync(rollout.Id, CancellationToken.None)).Phase);
        (int status, JsonElement answer) = await _gateway.CallAsync(HttpMethod.Post, "/models/frozen/rollouts", new { candidate = "2" });
        Assert.Equal((409, "frozen"), (status, answer.Text("type")));
    }

    [LongFact]
    public async Task A_window_or_a_time_that_is_not_now_freezes_nothing_and_a_wrong_one_is_refused()
    {
        await using ForeignModel model = await ForeignModel.StartAsync(_gateway, "window");
        (int status, JsonElement answer) = await _gateway.CallAsync(HttpMethod.Put, "/freeze", """{"models":[],"windows":["* 18-23 * * 5","whenever"]}""");
        Assert.Equal(400, status);
        Assert.Equal(["models", "windows[1]"], answer.Problems().Keys.Order());

        Assert.Equal(200, (await _gateway.CallAsync(HttpMethod.Put, "/freeze", """{"models":["*"],"until":"2001-01-01T00:00:00Z"}""")).Status);
        Rollout first = await model.StandingAsync();
        await _gateway.Client.CommandAsync(first.Id, "abort", null, CancellationToken.None);
        Assert.Equal(200, (await _gateway.CallAsync(HttpMethod.Put, "/freeze", """{"models":["*"],"windows":["* * 30 2 *"]}""")).Status); // the 30th of February
        Rollout second = await model.StandingAsync();
        Assert.Equal(200, (await _gateway.CallAsync(HttpMethod.Put, "/freeze", """{"models":["*"],"windows":["* * * * *"]}""")).Status);
        await model.UntilAsync(second.Id, "held");
    }

    [LongFact]
    public async Task Stop_aborts_every_running_rollout_and_freezes_also_over_a_restart()
    {
        await using ForeignModel one = await ForeignModel.StartAsync(_gateway, "stop-1");
        await using ForeignModel two = await ForeignModel.StartAsync(_gateway, "stop-2");
        Rollout canary = await one.StandingAsync();
        await _gateway.CallAsync(HttpMethod.Put, "/models/stop-2/traffic", """{"weights":{"1":90,"2":10}}""");
        Rollout manual = (await _gateway.Client.LiveRolloutsAsync("stop-2", CancellationToken.None)).Single();
        (int status, JsonElement answer) = await _gateway.CallAsync(HttpMethod.Post, "/stop", new { reason = "fire" });
        Assert.True(status == 200, $"{answer}");
        foreach (Rollout rollout in (Rollout[])[canary, manual])
        {
            Rollout ended = await _gateway.Client.RolloutAsync(rollout.Id, CancellationToken.None);
            Assert.Equal(("aborted", "fire"), (ended.Phase, ended.Reason));
        }

        Assert.Equal(100, (await one.WeightsAsync())["1"]);
        Assert.Equal(100, (await two.WeightsAsync())["1"]);
        await _gateway.RestartAsync();
        Assert.Equal((409, "frozen"), (await _gateway.CallAsync(HttpMethod.Post, "/models/stop-1/rollouts", new { candidate = "2" }) is var (code, body) ? (code, body.Text("type")) : default));
        Event[] events = [.. (await _gateway.Client.EventsAsync(null, "freezeChanged", 0, 10, CancellationToken.None)).Items];
        Assert.Equal(("frozen", "fire"), (events[^1].To, events[^1].Reason));
    }
}
