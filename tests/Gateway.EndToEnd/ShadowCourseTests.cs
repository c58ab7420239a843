using System.Text.Json;
using Gateway.Contracts;
using Gateway.TestKit;
using Xunit;

namespace Gateway.EndToEnd;

/// <summary>How a run with copies goes on, and what stays of it.</summary>
public sealed class ShadowCourseTests(Fleet fleet) : IClassFixture<Fleet>, IAsyncLifetime
{
    private ShadowPair _pair = null!;

    public async ValueTask InitializeAsync() => _pair = await ShadowPair.StartAsync(fleet.Gateway);

    public ValueTask DisposeAsync() => _pair.DisposeAsync();

    [Fact]
    public async Task A_shadow_goes_on_as_a_canary_where_that_was_asked_for()
    {
        await using Load load = _pair.Model.Load();
        Rollout rollout = await _pair.Model.RollOutAsync(ShadowPair.Shadow("errors <= 2%", "disagreements <= 1%") with
        {
            Then = "canary", Steps = JsonDocument.Parse("""[{"weight":50,"minDuration":"1s","minSamples":20}]""").RootElement,
        });

        Rollout progressing = await _pair.Model.UntilAsync(rollout.Id, "progressing");

        Assert.Equal(50, progressing.Weights["2"]);
        await Eventually.TrueAsync(() => load.Versions.ContainsKey("2"), "The candidate's first answer to a client");
        Assert.InRange((await _pair.ReportAsync(rollout)).Pairs, 30, long.MaxValue);
    }

    [Fact]
    public async Task Copies_are_added_to_an_undecided_step_and_its_weights_stay()
    {
        await using Load load = _pair.Model.Load();
        Rollout rollout = await _pair.Model.RollOutAsync(new RolloutSpec
        {
            Candidate = "2", OnInconclusive = "shadow", Guards = Json.List("errors <= 0.01%"), // which nobody passes within the time of a test
            Steps = JsonDocument.Parse("""[{"weight":50,"minDuration":"1s","minSamples":20}]""").RootElement,
        });

        Rollout shadowing = await _pair.Model.UntilAsync(rollout.Id, "shadowing");
        await _pair.Model.UntilAsync(rollout.Id, now => now.Guards is [{ Guard: "errors <= 0.01%" }, { Guard: "errors <= 0.01%", Candidate.Attempts: > 10 }], "A guard of clients' requests and one of copies");

        Evidence evidence = await _pair.Model.Gateway.Client.EvidenceAsync(rollout.Id, CancellationToken.None);
        Assert.Equal((50m, 50m), (shadowing.Weights["1"], shadowing.Weights["2"]));
        Assert.Single(evidence.Segments); // the same weights: the same segment
    }

    [LongFact]
    public async Task A_shadow_goes_on_with_what_it_has_counted_after_a_kill()
    {
        await using Load load = _pair.Model.Load();
        Rollout rollout = await _pair.Model.RollOutAsync(ShadowPair.Shadow("errors <= 2%", "disagreements <= 1%") with { Shadow = new ShadowSpec { MinDuration = "12s", MinSamples = 30 } });
        await _pair.Model.UntilAsync(rollout.Id, now => now.WaitingFor.Any(what => what is "minDuration: 5 s left" or "minDuration: 4 s left"), "A save of the evidence, which comes every 5 s");

        _pair.Model.Gateway.Process.Kill();
        await _pair.Model.Gateway.RestartAsync();
        Rollout held = await _pair.Model.UntilAsync(rollout.Id, "held");

        Assert.Equal("gate", held.HeldBecause);
        long before = (await _pair.ReportAsync(rollout)).Pairs;
        Evidence evidence = await _pair.Model.Gateway.Client.EvidenceAsync(rollout.Id, CancellationToken.None);
        Assert.Equal(2, evidence.Segments.Count); // from before the kill, and from after it
        Assert.All(evidence.Segments, segment => Assert.InRange(segment.Measures["shadow pairs"].CandidateAttempts, 1, long.MaxValue));
        long counted = evidence.Segments.Sum(segment => segment.Measures["shadow pairs"].CandidateAttempts);
        Assert.InRange(counted, before - 16, (await _pair.ReportAsync(rollout)).Pairs + 16); // a pair is counted in the one a moment before the other
    }

    [Fact]
    public async Task A_rollout_without_copies_has_no_report()
    {
        Rollout rollout = await _pair.Model.RollOutAsync(new RolloutSpec { Candidate = "2", Steps = JsonDocument.Parse("""[{"weight":50}]""").RootElement });

        var refused = await _pair.Model.Gateway.CallAsync(HttpMethod.Get, $"/rollouts/{rollout.Id}/shadow");

        Assert.Equal((404, "shadow-not-found"), (refused.Status, refused.Body.GetProperty("type").GetString()));
    }

    [Theory]
    [InlineData("{\"compare\":\"bytes\"}", "shadow.compare")]
    [InlineData("{\"tolerance\":-1}", "shadow.tolerance")]
    public async Task A_comparison_that_there_is_not_is_refused(string shadow, string path)
    {
        var refused = await _pair.Model.Gateway.CallAsync(HttpMethod.Post, $"/models/{_pair.Model.Name}/rollouts", $$"""{"candidate":"2","strategy":"blueGreen","shadow":{{shadow}}}""");

        Assert.Equal((400, path), (refused.Status, refused.Body.GetProperty("errors")[0].GetProperty("path").GetString()));
    }
}
