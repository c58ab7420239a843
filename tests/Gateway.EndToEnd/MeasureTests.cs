using Gateway.Contracts;
using Gateway.TestKit;
using Xunit;

namespace Gateway.EndToEnd;

/// <summary>What a measure calls bad, seen by the gateway that made the attempt: those that have no test beside the others.</summary>
public sealed class MeasureTests(Fleet fleet) : IClassFixture<Fleet>
{
    private static readonly StepSpec Quarter = new() { Weight = 25, MinDuration = "1h" };
    private readonly GatewayProcess _gateway = fleet.Gateway;

    [LongFact]
    public async Task A_candidate_whose_answers_are_not_numbers_is_rolled_back_by_its_invalid_answers()
    {
        await _gateway.PushAsync("numbers", FixtureModels.FileOf("mnist"));
        await _gateway.PushAsync("numbers", FixtureModels.FileOf("derived/mnist_v5_nan"));
        await _gateway.ServesAsync("numbers");
        await using Load load = new(_gateway, "numbers", [await File.ReadAllTextAsync(Path.Combine(Paths.Models, "mnist", "v2", "request.json"))], clients: 2);
        Rollout run = await _gateway.Client.StartAsync(
            "numbers", new RolloutSpec { Candidate = "2", Guards = Json.List("errors <= 2%", "invalid <= 1%"), Steps = Json.Of(new[] { Quarter }) }, CancellationToken.None);

        Rollout back = await Eventually.GetAsync(
            async () => await _gateway.Client.RolloutAsync(run.Id, CancellationToken.None) is { Phase: "rolledBack" } end ? end : null, "The rollback", otherwise: () => _gateway.Process.Output);

        Assert.StartsWith("invalid <= 1%: ", back.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_candidate_that_hangs_is_rolled_back_by_its_timeouts()
    {
        await using ForeignModel model = await ForeignModel.StartAsync(_gateway, "hanging");
        await _gateway.Client.SetSettingsAsync("hanging", new ModelSettings { Timeout = "300ms" }, CancellationToken.None);
        model.Candidate.Answer = HostAnswers.HangAsync;
        await using SteadyLoad load = new(_gateway, "hanging", ForeignModel.Body, perSecond: 60, requests: 3_000);

        Rollout run = await model.RollOutAsync("2", new RolloutSpec { Guards = Json.List("errors <= 50%", "timeouts <= 2%") }, Quarter);

        Assert.StartsWith("timeouts <= 2%: ", (await model.UntilAsync(run.Id, "rolledBack")).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Clients_that_give_up_on_a_candidate_hold_the_rollout_by_its_aborts()
    {
        await using ForeignModel model = await ForeignModel.StartAsync(_gateway, "given-up");
        model.Candidate.Answer = HostAnswers.HangAsync;
        Rollout run = await model.RollOutAsync("2", new RolloutSpec { Guards = Json.List("errors <= 2%", "aborts <= 5%") }, Quarter);
        await model.UntilAsync(run.Id, "progressing");

        Task<Rollout> held = model.UntilAsync(run.Id, "held", "rollingBack", "rolledBack");
        for (int sent = 0; sent < 400 && !held.IsCompleted; sent++)
        {
            await AskAsync(model, patience: TimeSpan.FromMilliseconds(150));
        }

        Rollout stands = await held;
        Assert.Equal(("held", "guard"), (stands.Phase, stands.HeldBecause));
        Assert.StartsWith("aborts <= 5%: ", stands.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task All_that_a_dying_host_breaks_is_one_bad_attempt_and_its_version_is_not_blamed()
    {
        await using ForeignModel model = await ForeignModel.StartAsync(_gateway, "dying");
        ForeignHost dying = await ForeignHost.StartAsync("dying");
        await _gateway.Client.SetHostsAsync("dying", "2", new HostsSpec { Addresses = Json.List(model.Candidate.Url, dying.Url) }, CancellationToken.None);
        (int caught, int waiting) = (0, 0);
        TaskCompletionSource killed = new();
        model.Candidate.Answer = async context =>
        {
            Interlocked.Increment(ref waiting);
            await killed.Task;
            await HostAnswers.OkAsync(context);
        };
        dying.Answer = context =>
        {
            Interlocked.Increment(ref caught);
            return HostAnswers.HangAsync(context);
        };
        Rollout run = await model.RollOutAsync("2", null, Quarter);
        await model.UntilAsync(run.Id, "progressing");
        await using Load load = model.Load(clients: 20);
        await Eventually.TrueAsync(
            () => Volatile.Read(ref caught) + Volatile.Read(ref waiting) == 20, "every client waits for a host of the candidate: none can start a request that is refused");
        Assert.True(caught > 1, $"{caught} in flight on the host that will die");

        await dying.DisposeAsync();
        killed.SetResult();
        await load.AnsweredAsync(1_000);
        await load.StopAsync();

        Evidence evidence = await _gateway.Client.EvidenceAsync(run.Id, CancellationToken.None);
        Assert.Equal(1, evidence.Segments.Sum(segment => segment.Measures["errors"].CandidateBad));
        Assert.Equal("progressing", (await _gateway.Client.RolloutAsync(run.Id, CancellationToken.None)).Phase);
        Assert.Equal([200], load.Statuses.Keys); // a sibling answered, or the baseline
    }

    private async Task AskAsync(ForeignModel model, TimeSpan patience)
    {
        using CancellationTokenSource gone = new(patience);
        try
        {
            using StringContent body = new(ForeignModel.Body);
            using HttpResponseMessage response = await _gateway.Prediction.PostAsync($"/v2/models/{model.Name}/infer", body, gone.Token);
        }
        catch (OperationCanceledException)
        {
        }
    }
}
