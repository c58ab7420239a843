using System.Text.Json;
using Gateway.Contracts;
using Gateway.TestKit;
using Xunit;

namespace Gateway.EndToEnd;

/// <summary><c>POST /models/{m}/rollback</c>: the one verb for every situation.</summary>
public sealed class BackTests(Fleet fleet) : IClassFixture<Fleet>
{
    private readonly GatewayProcess _gateway = fleet.Gateway;

    [Fact]
    public async Task A_running_rollout_is_aborted()
    {
        await using ForeignModel model = await ForeignModel.StartAsync(_gateway, "back-running");
        Rollout rollout = await model.StandingAsync();
        await model.UntilAsync(rollout.Id, "progressing");
        RollbackAnswer answer = await _gateway.Client.RollBackAsync(model.Name, "smells", null, CancellationToken.None);
        Assert.Equal(new RollbackAnswer("2", "1", true), answer);
        Rollout ended = await _gateway.Client.RolloutAsync(rollout.Id, CancellationToken.None);
        Assert.Equal(("aborted", "smells"), (ended.Phase, ended.Reason));
        Assert.Equal(new Dictionary<string, decimal> { ["1"] = 100 }, await model.WeightsAsync());
    }

    [Fact]
    public async Task After_a_promotion_the_previous_baseline_is_warm_and_back_at_once()
    {
        await using ForeignModel model = await ForeignModel.StartAsync(_gateway, "back-warm");
        Rollout rollout = await model.StandingAsync();
        await model.UntilAsync(rollout.Id, "progressing");
        await _gateway.Client.CommandAsync(rollout.Id, "promote", null, CancellationToken.None);
        await model.UntilAsync(rollout.Id, "promoted");
        await using Load load = model.Load();
        await load.AnsweredAsync(50);
        RollbackAnswer answer = await _gateway.Client.RollBackAsync(model.Name, "complaints", null, CancellationToken.None);
        Assert.Equal(new RollbackAnswer("2", "1", true), answer);
        using HttpResponseMessage next = await model.PredictAsync();
        Assert.Equal("1", next.Headers.GetValues("x-model-version").Single());
        await load.StopAsync();
        Assert.Equal([200], load.Statuses.Keys);
        Model now = await _gateway.Client.ModelAsync(model.Name, CancellationToken.None);
        Assert.Equal(("1", "2"), (now.Baseline, now.PreviousBaseline));
    }

    [LongFact]
    public async Task A_cold_version_gets_everything_as_soon_as_it_has_a_host()
    {
        await _gateway.PushAsync("back-cold", Digits.Artifact(1));
        await _gateway.ServesAsync("back-cold");
        await _gateway.PushAsync("back-cold", Digits.Artifact(2));
        RollbackAnswer answer = await _gateway.Client.RollBackAsync("back-cold", "the other one", "2", CancellationToken.None);
        Assert.Equal(new RollbackAnswer("1", "2", false), answer);
        await using Load load = new(_gateway, "back-cold", Digits.Rows, 2);
        await Eventually.TrueAsync(
            async () => (await _gateway.Client.TrafficAsync("back-cold", CancellationToken.None)).Weights.GetValueOrDefault("2") == 100, "version 2 at 100 %", otherwise: () => _gateway.Process.Output);
        await load.AnsweredAsync(50);
        await load.StopAsync();
        Assert.Equal([200], load.Statuses.Keys);
        Assert.True(load.Versions["2"] > 0);
    }

    [Fact]
    public async Task With_nothing_to_go_back_to_it_says_so()
    {
        await using ForeignModel model = await ForeignModel.StartAsync(_gateway, "back-none");
        (int status, JsonElement body) = await BackAsync(model, new { reason = "?" });
        Assert.Equal((409, "no-previous-baseline"), (status, body.Text("type")));
        (status, body) = await BackAsync(model, new { });
        Assert.Equal(400, status);
        Assert.Contains("reason", body.Problems().Keys);
        Assert.Equal(404, (await BackAsync(model, new { reason = "?", to = "7" })).Status);
        Assert.Equal(404, (await _gateway.CallAsync(HttpMethod.Post, "/models/nobody/rollback", new { reason = "?" })).Status);
    }

    private Task<(int Status, JsonElement Body)> BackAsync(ForeignModel model, object body) => _gateway.CallAsync(HttpMethod.Post, $"/models/{model.Name}/rollback", body);
}
