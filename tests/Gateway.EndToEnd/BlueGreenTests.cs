using Gateway.Contracts;
using Gateway.TestKit;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace Gateway.EndToEnd;

/// <summary>Previewed on copies, switched at once, promoted once the evidence is there.</summary>
public sealed class BlueGreenTests(Fleet fleet) : IClassFixture<Fleet>, IAsyncLifetime
{
    private static readonly RolloutSpec Spec = new()
    {
        Candidate = "2", Strategy = "blueGreen", Guards = Json.List("errors <= 2%", "p95 <= 2s"), Preview = new PreviewSpec { Requests = 50 }, Bake = new BakeSpec { Duration = "1s" },
    };

    private ShadowPair _pair = null!;

    public async ValueTask InitializeAsync() => _pair = await ShadowPair.StartAsync(fleet.Gateway);

    public ValueTask DisposeAsync() => _pair.DisposeAsync();

    [Fact]
    public async Task A_good_candidate_is_previewed_on_copies_switched_to_and_promoted_and_the_way_back_is_instant()
    {
        await using Load load = _pair.Model.Load();
        Rollout rollout = await _pair.Model.RollOutAsync(Spec);
        Rollout promoted = await _pair.Model.UntilAsync(rollout.Id, "promoted");
        await Eventually.TrueAsync(() => load.Versions.ContainsKey("2"), "An answer of the candidate");

        RollbackAnswer back = await _pair.Model.Gateway.Client.RollBackAsync(_pair.Model.Name, "second thoughts", null, CancellationToken.None);
        Contracts.Traffic traffic = await _pair.Model.Gateway.Client.TrafficAsync(_pair.Model.Name, CancellationToken.None);
        using HttpResponseMessage answer = await _pair.Model.Gateway.InferAsync(_pair.Model.Name, ForeignModel.Body);
        await load.StopAsync();

        Assert.Equal(("2", "1", true), (back.From, back.To, back.Warm));
        Assert.Equal((100m, "1"), (traffic.Weights!["1"], answer.Headers.GetValues("x-model-version").Single()));
        Assert.Equal(0, load.Failed);
        Assert.All(promoted.Guards, guard => Assert.Equal("passed", guard.Verdict));
        Assert.Equal(["shadowing", "promoting", "baking", "promoted"], (await PhasesAsync(rollout)).Where(phase => phase != "preparing"));
        Assert.InRange((await _pair.ReportAsync(rollout)).Pairs, 50, long.MaxValue);
    }

    [Fact]
    public async Task A_candidate_that_fails_its_preview_never_gets_a_client()
    {
        _pair.Model.Candidate.Answer = context =>
        {
            context.Response.StatusCode = StatusCodes.Status500InternalServerError;
            return Task.CompletedTask;
        };
        await using Load load = _pair.Model.Load();
        Rollout rollout = await _pair.Model.RollOutAsync(Spec);

        Rollout end = await _pair.Model.UntilAsync(rollout.Id, "rolledBack");
        await load.StopAsync();

        Assert.StartsWith("errors <= 2%: ", end.Reason, StringComparison.Ordinal);
        Assert.Equal((0, "1"), (load.Failed, load.Versions.Keys.Single()));
        Assert.DoesNotContain("promoting", await PhasesAsync(rollout));
    }

    [Fact]
    public async Task An_approval_stands_between_the_preview_and_the_switch_where_the_plan_has_one()
    {
        await using Load load = _pair.Model.Load();
        Rollout rollout = await _pair.Model.RollOutAsync(Spec with { Preview = new PreviewSpec { Requests = 20, Gate = Json.List("manual")[0] } });
        Rollout held = await _pair.Model.UntilAsync(rollout.Id, "held");
        string[] before = [.. load.Versions.Keys];

        await _pair.Model.Gateway.Client.CommandAsync(rollout.Id, "approve", null, CancellationToken.None);

        await _pair.Model.UntilAsync(rollout.Id, "promoted");
        Assert.Equal("gate", held.HeldBecause);
        Assert.Equal(["1"], before);
    }

    [Fact]
    public async Task The_volume_increases_until_the_older_version_is_phased_out_where_the_plan_has_steps()
    {
        await using Load load = _pair.Model.Load();
        Rollout rollout = await _pair.Model.RollOutAsync(Spec with { Steps = Json.Of(new[] { Step(20), Step(50), Step(80) }) });

        await _pair.Model.UntilAsync(rollout.Id, "promoted");
        await load.StopAsync();

        Assert.Equal(["shadowing", "progressing 20 %", "progressing 50 %", "progressing 80 %", "promoting", "baking", "promoted"], (await PhasesAsync(rollout)).Where(phase => phase != "preparing"));
        Assert.Equal(0, load.Failed);

        static StepSpec Step(decimal weight) => new() { Weight = weight, MinDuration = "500ms", MinSamples = 20 };
    }

    private async Task<string[]> PhasesAsync(Rollout rollout)
    {
        Page<Event> events = await _pair.Model.Gateway.Client.EventsAsync(_pair.Model.Name, "rolloutChanged", 0, 100, CancellationToken.None);
        return [.. events.Items.Where(told => told.Rollout == rollout.Id).OrderBy(told => told.Seq).Select(told => told.To!)];
    }
}
