using System.Text.Json;
using Gateway.Contracts;
using Gateway.TestKit;
using Xunit;

namespace Gateway.EndToEnd;

/// <summary>A rolled-back version gets its second chance, when an operator says so.</summary>
public sealed class RetryTests(Fleet fleet) : IClassFixture<Fleet>
{
    private readonly GatewayProcess _gateway = fleet.Gateway;

    [Fact]
    public async Task A_retry_needs_a_reason_lifts_the_quarantine_and_starts_with_fresh_evidence()
    {
        await using ForeignModel model = await ForeignModel.StartAsync(_gateway, "retried");
        Rollout rollout = await model.StandingAsync();
        await model.UntilAsync(rollout.Id, "progressing");
        model.Candidate.Answer = HostAnswers.FailAsync;
        await using (Load load = model.Load())
        {
            await model.UntilAsync(rollout.Id, "rolledBack");
        }

        await model.StateAsync("2", "quarantined");
        (int status, JsonElement body) = await CallAsync($"/models/retried/rollouts", new { candidate = "2" });
        Assert.Equal(400, status);
        Assert.Contains("quarantined", body.Problems()["candidate"], StringComparison.Ordinal);
        (status, body) = await CallAsync($"/rollouts/{rollout.Id}/retry", new { });
        Assert.Equal(400, status);
        Assert.Contains("reason", body.Problems().Keys);

        model.Candidate.Answer = model.Baseline.Answer;
        Rollout again = await _gateway.Client.CommandAsync(rollout.Id, "retry", "the disk is back", CancellationToken.None);
        Assert.NotEqual(rollout.Id, again.Id);
        Assert.Equal("2", again.Candidate);
        await model.UntilAsync(again.Id, "progressing");
        await model.StateAsync("2", "ready");
        Assert.All((await _gateway.Client.RolloutAsync(again.Id, CancellationToken.None)).Guards, guard => Assert.Equal(0, guard.Candidate.Bad));
    }

    [Fact]
    public async Task A_retry_that_cannot_start_leaves_the_quarantine_as_it_was()
    {
        await using ForeignModel model = await ForeignModel.StartAsync(_gateway, "retry-late", versions: 3);
        Rollout failed = await FailedAsync(model, await model.StandingAsync());
        Rollout other = await model.RollOutAsync(["errors <= 2%"], [10], "1h", candidate: "3");
        (int status, JsonElement body) = await CallAsync($"/rollouts/{failed.Id}/retry", new { reason = "again" });
        Assert.Equal((409, "rollout-running"), (status, body.Text("type")));
        Assert.Equal("quarantined", (await _gateway.Client.VersionAsync(model.Name, "2", CancellationToken.None)).State);
        Assert.Null((await _gateway.Client.RolloutAsync(other.Id, CancellationToken.None)).EndedAt);
    }

    [Fact]
    public async Task A_split_by_hand_that_is_tried_again_is_a_split_by_hand_again()
    {
        await using ForeignModel model = await ForeignModel.StartAsync(_gateway, "retry-hand", versions: 3);
        await _gateway.Client.SetPolicyAsync("plain", new RolloutSpec { Guards = Json.List("errors <= 2%", "p99 <= 2s") }, CancellationToken.None); // a busy machine breaks a latency relative to a quiet one's, for both versions
        await _gateway.Client.SetSettingsAsync("retry-hand", new ModelSettings { Policy = "plain" }, CancellationToken.None);
        await _gateway.CallAsync(HttpMethod.Put, "/models/retry-hand/traffic", """{"weights":{"1":70,"2":20,"3":10}}""");
        Rollout failed = await FailedAsync(model, (await _gateway.Client.LiveRolloutsAsync(model.Name, CancellationToken.None)).Single());
        model.Candidate.Answer = model.Baseline.Answer;
        Rollout again = await _gateway.Client.CommandAsync(failed.Id, "retry", "mended", CancellationToken.None);
        again = await model.UntilAsync(again.Id, "progressing");
        Assert.Equal(("manual", "2", 20m), (again.Strategy, again.Candidate, again.Weights["2"]));
        Assert.Equal((70m, 20m, 10m), await model.WeightsAsync() is var weights ? (weights["1"], weights["2"], weights["3"]) : default);
        await using Load load = model.Load();
        await load.AnsweredAsync(1500); // far more than what a canary would be promoted for
        Assert.Equal("progressing", (await _gateway.Client.RolloutAsync(again.Id, CancellationToken.None)).Phase);
    }

    private static async Task<Rollout> FailedAsync(ForeignModel model, Rollout rollout)
    {
        await model.UntilAsync(rollout.Id, "progressing");
        model.Candidate.Answer = HostAnswers.FailAsync;
        await using Load load = model.Load();
        Rollout failed = await model.UntilAsync(rollout.Id, "rolledBack");
        await model.StateAsync("2", "quarantined");
        return failed;
    }

    private Task<(int Status, JsonElement Body)> CallAsync(string path, object body) => _gateway.CallAsync(HttpMethod.Post, path, body);
}
