using System.Collections.Immutable;
using CsCheck;
using Gateway.Core.Analysis;
using Xunit;

namespace Gateway.Core.Tests.Analysis;

public sealed class JudgeTests
{
    private static readonly string[] Defaults =
        ["errors <= 2%", "errors <= 1.5x baseline", "p99 <= 1.25x baseline", "invalid <= 1.5x baseline", "rejections <= 1.5x baseline"];

    [Fact]
    public void A_dead_candidate_fails_at_its_fourth_bad_attempt_at_the_latest()
    {
        // judge.md: with a clean baseline A (θ0 1.5, α 0.0025) needs 3 bad at ≤ 5 %, 4 at 10 %
        Assert.Equal(Verdict.Failed, Of("errors <= 1.5x baseline", Step(500, new Counts(3, 0, 3, 57))).Verdict);
        Assert.Equal(Verdict.Failed, Of("errors <= 1.5x baseline", Step(1000, new Counts(4, 0, 4, 36))).Verdict);
        Assert.NotEqual(Verdict.Failed, Of("errors <= 1.5x baseline", Step(500, new Counts(2, 0, 2, 38))).Verdict);
    }

    [Fact]
    public void A_limit_that_both_break_blames_nobody()
    {
        Judgement judgement = Of("errors <= 2%", Step(2500, new Counts(300, 900, 1000, 3000)));

        Assert.NotEqual(Verdict.Failed, judgement.Verdict);
        Assert.True(judgement.Environment);
    }

    [Fact]
    public void A_candidate_that_is_better_than_a_broken_baseline_passes_early()
    {
        Judgement mends = Of("errors <= 2%", Step(1000, new Counts(0, 90, 30, 270)));
        Judgement healthy = Of("errors <= 2%", Step(1000, new Counts(0, 3, 30, 270)));
        Judgement breaksToo = Of("errors <= 2%", Step(1000, new Counts(15, 90, 30, 270)));

        Assert.Equal((Verdict.Passed, true), (mends.Verdict, mends.Expedites));
        Assert.Equal((Verdict.Inconclusive, false), (healthy.Verdict, healthy.Expedites));
        Assert.False(breaksToo.Expedites);
    }

    /// <summary>It skips time and attempts: 110 bad attempts without one of the candidate are enough for a pass (1 in 20), not for a rollback (1 in 200).</summary>
    [Fact]
    public void A_fix_is_let_through_only_when_it_is_as_sure_as_a_rollback()
    {
        Assert.False(Of("errors <= 2%", Step(500, new Counts(0, 110, 6, 104))).Expedites);
        Assert.True(Of("errors <= 2%", Step(500, new Counts(0, 280, 14, 266))).Expedites);
    }

    [Fact]
    public void A_fix_with_old_attempts_in_flight_is_no_fix_yet()
    {
        Evidence evidence = new([Step(1000, new Counts(0, 90, 30, 270))], ImmutableDictionary<string, long>.Empty);

        Assert.False(Judge.Verdict(Guard("errors <= 2%"), Math.Log(20), evidence, () => [new InFlight(1, 20, 0)]).Expedites);
    }

    [Fact]
    public void Copies_are_judged_by_their_own_integers_and_by_the_limit_alone()
    {
        JudgedGuard guard = new(GuardText.Parse("errors <= 2%", out _)!, 0.005, null, Shadow: true);
        ImmutableDictionary<string, Counts> counters = ImmutableDictionary<string, Counts>.Empty.Add("errors", new Counts(50, 0, 50, 50)).Add("shadow errors", new Counts(0, 0, 159, 0));
        Evidence flawless = new([new Segment(1, 0, 10_000, counters)], ImmutableDictionary<string, long>.Empty);
        Evidence broken = new([new Segment(1, 0, 10_000, counters.SetItem("shadow errors", new Counts(5, 0, 10, 0)))], ImmutableDictionary<string, long>.Empty);

        Assert.Equal(Verdict.Passed, Judge.Verdict(guard, Math.Log(20), flawless).Verdict);
        Assert.Equal(Verdict.Failed, Judge.Verdict(guard, Math.Log(20), broken).Verdict);
    }

    [Fact]
    public void A_flawless_candidate_passes_a_limit_after_159_attempts()
    {
        Assert.Equal(Verdict.Inconclusive, Of("errors <= 2%", Step(500, new Counts(0, 0, 158, 3000))).Verdict);
        Assert.Equal(Verdict.Passed, Of("errors <= 2%", Step(500, new Counts(0, 0, 159, 3000))).Verdict);
    }

    [Fact]
    public void No_traffic_is_inconclusive_and_says_how_much_more_it_takes()
    {
        Judgement judgement = Of("errors <= 2%");

        Assert.Equal((Verdict.Inconclusive, 159L), (judgement.Verdict, judgement.NeedMore!.Value));
    }

    [Fact]
    public void A_relative_latency_waits_until_the_baseline_s_own_is_known()
    {
        JudgedGuard guard = new(GuardText.Parse("p99 <= 1.25x baseline", out _)!, 0.003, null);

        Judgement judgement = Judge.Verdict(guard, Math.Log(20), new Evidence([Step(500, new Counts(3, 0, 3, 50))], ImmutableDictionary<string, long>.Empty));

        Assert.Equal(Verdict.Inconclusive, judgement.Verdict);
        Assert.StartsWith("waiting for 1 000 attempts", Says.Sentence(judgement, null), StringComparison.Ordinal);
    }

    /// <summary>Simpson: the outage falls in the step where the candidate has much; pooled totals would show 6.6 times the rate.</summary>
    [Fact]
    public void Totals_are_never_pooled_over_a_ramp()
    {
        string counter = Guard("errors <= 1.5x baseline").Guard.Counter;
        Segment quiet = Step(500, new Counts(0, 0, 50_000, 950_000));
        Segment outage = new(2, 5000, 5000, ImmutableDictionary<string, Counts>.Empty.Add(counter, new Counts(3000, 3000, 10_000, 10_000)));

        Assert.NotEqual(Verdict.Failed, Of("errors <= 1.5x baseline", quiet, outage).Verdict);
    }

    [Fact]
    public void Zero_percent_fails_at_the_first_unless_the_baseline_had_one_too()
    {
        Assert.Equal(Verdict.Failed, Of("invalid <= 0%", Step(500, new Counts(1, 0, 1, 20))).Verdict);
        Assert.Equal(Verdict.Inconclusive, Of("invalid <= 0%", Step(500, new Counts(1, 1, 1, 20))).Verdict);
    }

    [Fact]
    public void A_failure_is_not_concluded_while_the_baseline_hangs_on_the_same_thing()
    {
        Evidence evidence = new([Step(500, new Counts(3, 0, 3, 0))], ImmutableDictionary<string, long>.Empty);
        JudgedGuard guard = Guard("errors <= 1.5x baseline");

        Assert.Equal(Verdict.Failed, Judge.Verdict(guard, Math.Log(20), evidence, () => []).Verdict);
        Assert.Equal(Verdict.Suspect, Judge.Verdict(guard, Math.Log(20), evidence, () => [new InFlight(1, 0, 60)]).Verdict);
    }

    [Fact]
    public void A_pass_is_not_concluded_while_the_candidate_hangs()
    {
        Evidence evidence = new([Step(500, new Counts(0, 0, 159, 3000))], ImmutableDictionary<string, long>.Empty);

        Assert.Equal(Verdict.Inconclusive, Judge.Verdict(Guard("errors <= 2%"), Math.Log(20), evidence, () => [new InFlight(1, 5, 0)]).Verdict);
    }

    [Fact]
    public void A_guard_of_copies_is_judged_by_its_limit_alone_whatever_the_weights_are()
    {
        JudgedGuard guard = new(GuardText.Parse("disagreements <= 1%", out _)!, 0.005, null, Shadow: true);
        Verdict Of(int weight) => Judge.Verdict(guard, Math.Log(20), new Evidence(
            [new Segment(1, weight, 10_000 - weight, ImmutableDictionary<string, Counts>.Empty.Add(guard.Counter, new Counts(4, 0, 4, 0)))], ImmutableDictionary<string, long>.Empty)).Verdict;

        Assert.Equal((Verdict.Failed, Verdict.Failed, Verdict.Failed), (Of(0), Of(5_000), Of(9_800)));
    }

    [Fact]
    public void A_pass_on_copies_is_doubted_by_copies_in_flight_and_by_nothing_else()
    {
        JudgedGuard guard = Guard("errors <= 2%") with { Shadow = true };
        Evidence evidence = new([new Segment(1, 0, 10_000, ImmutableDictionary<string, Counts>.Empty.Add(guard.Counter, new Counts(0, 0, 159, 0)))], ImmutableDictionary<string, long>.Empty);

        Assert.Equal(Verdict.Passed, Judge.Verdict(guard, Math.Log(20), evidence, () => [new InFlight(1, 5, 5)]).Verdict);
        Assert.Equal(Verdict.Inconclusive, Judge.Verdict(guard, Math.Log(20), evidence, () => [new InFlight(1, 0, 0) { Copies = 5 }]).Verdict);
    }

    [Fact]
    public void The_order_of_guards_does_not_change_a_verdict() =>
        Gen.Select(Gen.Shuffle(Defaults), Gen.Long[0, 20], Gen.Long[0, 20]).Sample((order, candidate, baseline) =>
        {
            Evidence evidence = new([Step(1000, new Counts(candidate, baseline, 1000, 9000))], ImmutableDictionary<string, long>.Empty);
            Dictionary<string, Verdict> Verdicts(IEnumerable<string> texts) => Judge.Verdicts(Set([.. texts]), evidence)
                .ToDictionary(judgement => judgement.Guard.Guard.Text, judgement => judgement.Verdict);
            return Verdicts(order).OrderBy(pair => pair.Key).SequenceEqual(Verdicts(Defaults).OrderBy(pair => pair.Key));
        });

    [Fact]
    public void The_default_guards_share_one_percent()
    {
        GuardSet set = Set(Defaults);

        Assert.Equal([0.0025, 0.0025, 0.003, 0.001, 0.001], set.Guards.Select(guard => Math.Round(guard.Alpha, 6)));
        Assert.Equal(319, set.MinSamples);
    }

    [Fact]
    public void A_sentence_tells_the_numbers()
    {
        JudgedGuard guard = Guard("p99 <= 250ms");
        Judgement judgement = Judge.Verdict(guard, Math.Log(20), new Evidence(
            [new Segment(1, 500, 9500, ImmutableDictionary<string, Counts>.Empty.Add(guard.Guard.Counter, new Counts(41, 3, 1203, 22_950)))],
            ImmutableDictionary<string, long>.Empty));

        Assert.Equal(
            "312 ms against 250 ms allowed: 41 of 1 203 slower (3.41 %), baseline 3 of 22 950",
            Says.Sentence(judgement, TimeSpan.FromMilliseconds(312)));
    }

    private static Judgement Of(string text, params Segment[] segments) =>
        Judge.Verdict(Guard(text), Math.Log(20), new Evidence([.. segments], ImmutableDictionary<string, long>.Empty));

    private static JudgedGuard Guard(string text)
    {
        Guard guard = GuardText.Parse(text, out _)!;
        return new JudgedGuard(guard, 0.0025, (guard.Limit as Limit.Latency)?.Time);
    }

    private static GuardSet Set(string[] texts)
    {
        Guard[] guards = [.. texts.Select(text => GuardText.Parse(text, out _)!)];
        ImmutableArray<double> alphas = AlphaShares.Divide(guards, 0.01);
        return new GuardSet([.. guards.Select((guard, i) => new JudgedGuard(guard, alphas[i], guard.Measure.IsLatency() ? TimeSpan.FromMilliseconds(10) : null))], 0.05);
    }

    private static Segment Step(int weight, Counts counts) => new(1, weight, 10_000 - weight, Defaults.Append("errors <= 2%").Append("invalid <= 0%")
        .Select(text => Guard(text).Guard.Counter).Distinct().ToImmutableDictionary(counter => counter, _ => counts));
}
