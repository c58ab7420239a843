using Gateway.Contracts;
using Gateway.TestKit;
using Xunit;

namespace Gateway.EndToEnd;

/// <summary>Copies of real requests: they judge the candidate, and no client sees anything of it.</summary>
public sealed class ShadowTests(Fleet fleet) : IClassFixture<Fleet>, IAsyncLifetime
{
    private ShadowPair _pair = null!;

    public async ValueTask InitializeAsync() => _pair = await ShadowPair.StartAsync(fleet.Gateway);

    public ValueTask DisposeAsync() => _pair.DisposeAsync();

    [Fact]
    public async Task A_candidate_that_answers_the_same_is_held_by_its_gate_with_its_report()
    {
        await using Load load = _pair.Model.Load();
        Rollout rollout = await _pair.Model.RollOutAsync(ShadowPair.Shadow("errors <= 2%", "disagreements <= 1%"));

        Rollout held = await _pair.Model.UntilAsync(rollout.Id, "held");
        await load.StopAsync();

        ShadowReport report = await _pair.ReportAsync(rollout);
        Assert.Equal("gate", held.HeldBecause);
        Assert.Contains("copies disagreed", held.Reason, StringComparison.Ordinal);
        Assert.Equal((0, 0L, 0.0), (load.Failed, report.Disagreed, report.MaxDifference));
        Assert.InRange(report.Agreed, 30, long.MaxValue);
        Assert.Equal(["1"], load.Versions.Keys);
        Assert.Equal(100, held.Weights["1"]);
    }

    [Fact]
    public async Task A_candidate_that_answers_otherwise_is_rolled_back_by_its_disagreements()
    {
        _pair.Model.Candidate.Answer = HostAnswers.Value("4");
        await using Load load = _pair.Model.Load();
        Rollout rollout = await _pair.Model.RollOutAsync(ShadowPair.Shadow("errors <= 2%", "disagreements <= 1%"));

        Rollout end = await _pair.Model.UntilAsync(rollout.Id, "rolledBack");
        await load.StopAsync();

        ShadowReport report = await _pair.ReportAsync(rollout);
        Assert.StartsWith("disagreements <= 1%: ", end.Reason, StringComparison.Ordinal);
        Assert.Equal((0L, 3.0, 3.0), (report.Agreed, report.MaxDifference, report.MeanDifference));
        Assert.InRange(report.Different.Count, 1, 10);
        Assert.Equal((0, "1"), (load.Failed, load.Versions.Keys.Single()));
    }

    [Fact]
    public async Task An_answer_that_is_not_JSON_is_a_disagreement()
    {
        _pair.Model.Candidate.Answer = HostAnswers.Value("oops");
        await using Load load = _pair.Model.Load();
        Rollout rollout = await _pair.Model.RollOutAsync(ShadowPair.Shadow("errors <= 2%", "disagreements <= 1%"));

        await _pair.Model.UntilAsync(rollout.Id, "rolledBack");

        Assert.InRange((await _pair.ReportAsync(rollout)).Shape, 1, long.MaxValue);
    }

    [Fact]
    public async Task A_candidate_that_breaks_connections_is_rolled_back_by_its_errors_and_no_client_fails()
    {
        _pair.Model.Candidate.Answer = context =>
        {
            context.Abort();
            return Task.CompletedTask;
        };
        await using Load load = _pair.Model.Load();
        Rollout rollout = await _pair.Model.RollOutAsync(ShadowPair.Shadow("errors <= 2%"));

        Rollout end = await _pair.Model.UntilAsync(rollout.Id, "rolledBack");
        await load.StopAsync();

        Assert.StartsWith("errors <= 2%: ", end.Reason, StringComparison.Ordinal);
        Assert.Equal(0, load.Failed);
    }

    [Fact]
    public async Task A_candidate_that_dies_is_rolled_back_by_its_errors_and_no_client_fails()
    {
        await using Load load = _pair.Model.Load();
        Rollout rollout = await _pair.Model.RollOutAsync(ShadowPair.Shadow("errors <= 2%") with { Shadow = new ShadowSpec { MinDuration = "1h" } });
        await Eventually.TrueAsync(() => _pair.Model.Candidate.Seen.Count > 5, "The first copies");
        await _pair.Model.Candidate.DisposeAsync();

        Rollout end = await _pair.Model.UntilAsync(rollout.Id, "rolledBack");
        await load.StopAsync();

        Assert.StartsWith("errors <= 2%: ", end.Reason, StringComparison.Ordinal);
        Assert.Equal(0, load.Failed);
    }

    [Fact]
    public async Task A_slow_candidate_delays_no_client_and_is_rolled_back_by_its_p99()
    {
        _pair.Model.Candidate.Answer = HostAnswers.Slow(2000);
        await using Load load = _pair.Model.Load(clients: 8);
        Rollout rollout = await _pair.Model.RollOutAsync(ShadowPair.Shadow("errors <= 2%", "p99 <= 250ms"));

        Rollout end = await _pair.Model.UntilAsync(rollout.Id, "rolledBack");
        await load.StopAsync();

        Assert.StartsWith("p99 <= 250ms: ", end.Reason, StringComparison.Ordinal);
        Assert.Equal(0, load.Failed);
        Assert.InRange(load.Sent, 1000, int.MaxValue); // eight clients that waited for the candidate would have sent a few dozen
        Assert.InRange((await _pair.ReportAsync(rollout)).Dropped, 1, long.MaxValue);
        Assert.Contains("gateway_dropped_total{what=\"shadowCopy\"}", await _pair.Model.Gateway.Admin.GetStringAsync("/metrics"), StringComparison.Ordinal);
        Assert.Contains("assignment=\"shadow\"", await _pair.Model.Gateway.Admin.GetStringAsync("/metrics"), StringComparison.Ordinal);
    }
}
