using System.Collections.Immutable;
using Gateway.Core.Analysis;
using Gateway.Core.Statistics;
using Xunit;

namespace Gateway.Core.Tests.Analysis;

/// <summary>Traps of the judge's page that a single verdict shows.</summary>
public sealed class JudgeTrapTests
{
    [Theory]
    [InlineData("eror <= 2%")]
    [InlineData("errors < 2%")]
    [InlineData("latency <= 250ms")]
    [InlineData("errors <= NaN%")]
    [InlineData("p99 <= 2%")]
    public void An_unknown_guard_is_refused_and_never_silently_does_nothing(string text)
    {
        Assert.Null(GuardText.Parse(text, out string? problem));
        Assert.NotNull(problem);
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(0)]
    [InlineData(-1)]
    public void A_ratio_that_is_none_is_refused(double ratio) => Assert.ThrowsAny<ArgumentException>(() => RatioTest.Worse(ratio));

    [Theory]
    [InlineData(0, 0)]
    [InlineData(3, 0)]
    [InlineData(0, 3)]
    [InlineData(1_000_000, 1_000_000)]
    public void Evidence_is_never_NaN(long candidate, long baseline)
    {
        foreach (string text in new[] { "errors <= 2%", "errors <= 1.5x baseline", "invalid <= 0%", "p99 <= 250ms" })
        {
            Judgement judgement = Judge(text, new Counts(candidate, baseline, 2_000_000, 2_000_000));
            Assert.False(double.IsNaN(judgement.LogE) || double.IsNaN(judgement.LogPass), text);
        }
    }

    /// <summary>p = 0 has no test B: the first bad attempt decides, and no α is spent on it.</summary>
    [Fact]
    public void A_limit_of_zero_percent_needs_no_alpha()
    {
        Guard zero = GuardText.Parse("invalid <= 0%", out _)!, limit = GuardText.Parse("errors <= 2%", out _)!;

        Assert.Equal(0.01, AlphaShares.Divide([zero, limit], 0.01)[1], 12);
        Assert.Equal(Verdict.Passed, Judge("invalid <= 0%", new Counts(0, 0, 159, 3000)).Verdict);
    }

    /// <summary>Three errors in 300 000 against none are not worth a rollback; three in 60 are.</summary>
    [Fact]
    public void A_baseline_without_a_single_bad_event_makes_no_failure_of_a_rare_one()
    {
        Assert.NotEqual(Verdict.Failed, Judge("errors <= 1.5x baseline", new Counts(3, 0, 300_000, 5_700_000)).Verdict);
        Assert.Equal(Verdict.Failed, Judge("errors <= 1.5x baseline", new Counts(3, 0, 60, 1140)).Verdict);
    }

    [Fact]
    public void Segments_summed_from_a_later_one_may_hold_more_bad_keys_than_keys()
    {
        JudgedGuard guard = new(GuardText.Parse("errors <= 2%", out _)!, 0.0025, null);
        Segment Of(long id, Counts counts) => new(id, 5000, 5000, ImmutableDictionary<string, Counts>.Empty.Add("errors", counts));
        Evidence evidence = new(
            [Of(1, new Counts(5, 5, 100, 100)), Of(2, new Counts(2, 1, 0, 0))], ImmutableDictionary<string, long>.Empty.Add("errors <= 2%", 2));

        Assert.NotEqual(Verdict.Failed, Core.Analysis.Judge.Verdict(guard, Math.Log(20), evidence).Verdict);
    }

    private static Judgement Judge(string text, Counts counts)
    {
        Guard guard = GuardText.Parse(text, out _)!;
        JudgedGuard judged = new(guard, 0.0025, (guard.Limit as Limit.Latency)?.Time);
        Segment segment = new(1, 500, 9500, ImmutableDictionary<string, Counts>.Empty.Add(judged.Counter, counts));
        return Core.Analysis.Judge.Verdict(judged, Math.Log(20), new Evidence([segment], ImmutableDictionary<string, long>.Empty));
    }
}
