using System.Text.Json;
using Gateway.Contracts;
using Gateway.TestKit;
using Xunit;

namespace Gateway.EndToEnd;

/// <summary>While a failed version's last requests are still on their way, an operator is already obeyed.</summary>
public sealed class DrainTests(Fleet fleet) : IClassFixture<Fleet>
{
    private readonly GatewayProcess _gateway = fleet.Gateway;

    [Fact]
    public async Task A_rollback_to_another_version_stays_in_force()
    {
        await using ForeignModel model = await ForeignModel.StartAsync(_gateway, "drain-back", versions: 3);
        await _gateway.CallAsync(HttpMethod.Put, "/models/drain-back/traffic", """{"weights":{"1":85,"2":10,"3":5}}""");
        await using Draining draining = await Draining.StartAsync(model, (await _gateway.Client.LiveRolloutsAsync(model.Name, CancellationToken.None)).Single());
        RollbackAnswer answer = await _gateway.Client.RollBackAsync(model.Name, "straight to 3", "3", CancellationToken.None);
        Assert.Equal(("3", true), (answer.To, answer.Warm));
        Assert.Equal("rolledBack", (await _gateway.Client.RolloutAsync(draining.Rollout.Id, CancellationToken.None)).Phase);
        await draining.DisposeAsync();
        await using Load load = model.Load();
        await load.AnsweredAsync(500);
        Assert.Equal(["3"], load.Versions.Keys);
        Assert.Equal("3", (await _gateway.Client.ModelAsync(model.Name, CancellationToken.None)).Baseline);
    }

    [Fact]
    public async Task A_split_by_force_is_in_force_when_it_is_answered()
    {
        await using ForeignModel model = await ForeignModel.StartAsync(_gateway, "drain-split");
        await _gateway.CallAsync(HttpMethod.Put, "/models/drain-split/traffic", """{"weights":{"1":90,"2":10}}""");
        await using Draining draining = await Draining.StartAsync(model, (await _gateway.Client.LiveRolloutsAsync(model.Name, CancellationToken.None)).Single());
        model.Candidate.Answer = model.Baseline.Answer;
        (int status, JsonElement body) = await _gateway.CallAsync(HttpMethod.Put, "/models/drain-split/traffic", """{"weights":{"1":80,"2":20},"force":true}""");
        Assert.True(status == 200, $"{body}");
        Assert.Equal(20, body.GetProperty("weights").GetProperty("2").GetInt32());
        Assert.Equal(20, (await model.WeightsAsync())["2"]);
        Assert.NotEqual(draining.Rollout.Id, (await _gateway.Client.LiveRolloutsAsync(model.Name, CancellationToken.None)).Single().Id);
    }

    /// <summary>A run that failed and cannot end, because one request hangs in the candidate.</summary>
    private sealed class Draining(Rollout rollout, TaskCompletionSource hangs, Task<HttpResponseMessage> hanging) : IAsyncDisposable
    {
        public Rollout Rollout => rollout;

        public static async Task<Draining> StartAsync(ForeignModel model, Rollout rollout)
        {
            await model.UntilAsync(rollout.Id, "progressing");
            TaskCompletionSource hangs = new();
            model.Candidate.Answer = async context =>
            {
                await hangs.Task;
                await HostAnswers.OkAsync(context);
            };
            Task<HttpResponseMessage> hanging = model.Gateway.InferAsync(model.Name, ForeignModel.Body, "2");
            await Eventually.TrueAsync(() => !model.Candidate.Seen.IsEmpty, "one request hangs");
            model.Candidate.Answer = HostAnswers.FailAsync;
            await using Load load = model.Load();
            return new Draining(await model.UntilAsync(rollout.Id, "rollingBack"), hangs, hanging);
        }

        public async ValueTask DisposeAsync()
        {
            hangs.TrySetResult();
            (await hanging).Dispose();
        }
    }
}
