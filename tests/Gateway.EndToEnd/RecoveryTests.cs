using System.Text.Json;
using Gateway.Contracts;
using Gateway.TestKit;
using Xunit;

namespace Gateway.EndToEnd;

/// <summary>A gateway that was killed goes on where it was, and never forgets a failure.</summary>
public sealed class RecoveryTests(Fleet fleet) : IClassFixture<Fleet>
{
    private readonly GatewayProcess _gateway = fleet.Gateway;

    [Fact]
    public async Task A_gateway_killed_in_mid_rollout_prepares_with_the_candidate_at_0_and_then_goes_on_with_its_evidence()
    {
        await using ForeignModel model = await ForeignModel.StartAsync(_gateway, "killed");
        Rollout rollout = await model.StandingAsync();
        await model.UntilAsync(rollout.Id, "progressing");
        await using (Load load = model.Load())
        {
            await load.AnsweredAsync(400);
        }

        await _gateway.Client.CommandAsync(rollout.Id, "hold", null, CancellationToken.None); // each change of state saves what was counted
        await _gateway.Client.CommandAsync(rollout.Id, "resume", null, CancellationToken.None);

        bool back = false;
        model.Candidate.Ready = () => Volatile.Read(ref back);
        _gateway.Process.Kill();
        await _gateway.RestartAsync();
        Rollout preparing = await _gateway.Client.RolloutAsync(rollout.Id, CancellationToken.None);
        Assert.Equal(("preparing", 0, 0m), (preparing.Phase, preparing.StepIndex, preparing.Weights["2"]));
        Assert.Equal(100, (await model.WeightsAsync())["1"]);

        Volatile.Write(ref back, true);
        Rollout on = await model.UntilAsync(rollout.Id, "progressing");
        Assert.Equal((0, 10m), (on.StepIndex, on.Weights["2"]));
        Assert.True(on.Guards[0].Candidate.Attempts >= 30, $"{Json.Of(on.Guards[0])}");
        await using (Load load = model.Load())
        {
            await load.AnsweredAsync(100);
            await load.StopAsync();
            Assert.Equal([200], load.Statuses.Keys);
        }

        Evidence evidence = await _gateway.Client.EvidenceAsync(rollout.Id, CancellationToken.None);
        Assert.Equal([10m, 10m], evidence.Segments.Select(segment => segment.Weights["2"]));
        Assert.Equal(2, evidence.Segments.Select(segment => segment.Id).Distinct().Count());
        Event[] events = await model.EventsAsync("rolloutChanged");
        Assert.Contains(events, line => line is { From: "progressing 10 %", To: "preparing", Actor: "gateway", Reason: "the gateway was restarted" });
        Assert.Equal("progressing 10 %", events[^1].To);
    }

    [LongFact]
    public async Task A_gateway_killed_right_after_the_latch_never_gives_the_candidate_traffic_again()
    {
        await using ForeignModel model = await ForeignModel.StartAsync(_gateway, "latched");
        Rollout rollout = await model.StandingAsync();
        await model.UntilAsync(rollout.Id, "progressing");
        model.Candidate.Answer = HostAnswers.FailAsync;
        string latch = Path.Combine(_gateway.Data, "latch");
        await using (Load load = model.Load())
        {
            await Eventually.TrueAsync(() => new FileInfo(latch).Length > 0 || model.Candidate.Seen.Count > 20, "the latch");
            _gateway.Process.Kill();
            await load.StopAsync();
        }

        await EndsRolledBackAsync(model, rollout);
    }

    [LongFact]
    public async Task A_line_in_the_latch_that_no_one_had_saved_is_enough()
    {
        await using ForeignModel model = await ForeignModel.StartAsync(_gateway, "line");
        Rollout rollout = await model.StandingAsync();
        await model.UntilAsync(rollout.Id, "progressing");
        _gateway.Process.Kill();
        await File.AppendAllTextAsync(Path.Combine(_gateway.Data, "latch"), JsonSerializer.Serialize(new { Run = rollout.Id, Guard = "errors <= 2%", Says = "errors <= 2%: 3 of 3 failed" }) + "\n");
        Rollout ended = await EndsRolledBackAsync(model, rollout);
        Assert.Equal("errors <= 2%: 3 of 3 failed", ended.Reason);
        Assert.Contains(await model.EventsAsync("rolloutChanged"), line => line.To == "rollingBack" && line.Reason == ended.Reason);
    }

    [LongFact]
    public async Task A_gateway_that_is_asked_to_end_keeps_every_attempt_it_counted()
    {
        await using ForeignModel model = await ForeignModel.StartAsync(_gateway, "asked");
        Rollout rollout = await model.StandingAsync();
        await model.UntilAsync(rollout.Id, "progressing");
        await using (Load load = model.Load())
        {
            await load.AnsweredAsync(300);
        }

        _gateway.Process.Terminate();
        Assert.Equal(0, await _gateway.Process.ExitAsync());
        await _gateway.RestartAsync();
        Evidence evidence = await _gateway.Client.EvidenceAsync(rollout.Id, CancellationToken.None);
        Assert.Equal(model.Candidate.Seen.Count, evidence.Segments.Sum(segment => segment.Measures["errors"].CandidateAttempts));
    }

    [Fact]
    public async Task Versions_traffic_settings_and_a_split_by_hand_survive_a_restart()
    {
        await using ForeignModel model = await ForeignModel.StartAsync(_gateway, "kept", versions: 3);
        await _gateway.Client.SetSettingsAsync("kept", new ModelSettings { Timeout = "7s" }, CancellationToken.None);
        (int status, JsonElement body) = await _gateway.CallAsync(HttpMethod.Put, "/models/kept/traffic", """{"weights":{"1":70,"2":20,"3":10},"rules":[{"header":"x-tenant","in":["acme"],"version":"3"}]}""");
        Assert.True(status == 200, $"{body}");
        _gateway.Process.Kill();
        await _gateway.RestartAsync();
        await _gateway.ServesAsync("kept");

        Assert.Equal(["1", "2", "3"], (await _gateway.Client.LastVersionsAsync("kept", 100, null, CancellationToken.None)).Items.Select(version => version.Number).Order());
        Assert.Equal("7s", (await _gateway.Client.SettingsAsync("kept", CancellationToken.None)).Timeout);
        await Eventually.TrueAsync(async () => await model.WeightsAsync() is var weights && (weights["1"], weights.GetValueOrDefault("2"), weights.GetValueOrDefault("3")) == (70, 20, 10), "the split is back");
        using HttpResponseMessage ruled = await model.PredictAsync(("x-tenant", "acme"));
        Assert.Equal("3", ruled.Headers.GetValues("x-model-version").Single());
    }

    private async Task<Rollout> EndsRolledBackAsync(ForeignModel model, Rollout rollout)
    {
        await _gateway.Process.ExitAsync();
        int seen = model.Candidate.Seen.Count;
        await _gateway.RestartAsync();
        await using Load load = model.Load();
        Rollout ended = await model.UntilAsync(rollout.Id, "rolledBack");
        await _gateway.ServesAsync(model.Name);
        await load.AnsweredAsync(300);
        await load.StopAsync();
        Assert.Equal(seen, model.Candidate.Seen.Count);
        Assert.Equal(100, (await model.WeightsAsync())["1"]);
        await model.StateAsync("2", "quarantined");
        return ended;
    }
}
