using System.Collections.Immutable;
using Gateway.Core.Statistics;

namespace Gateway.Core.Analysis;

/// <summary>Evidence → verdicts: pure, and the same for the same integers whatever the order of guards.</summary>
public static class Judge
{
    /// <param name="inFlight">Asked only where a conclusion is about to be drawn: what is in flight counts against it.</param>
    public static ImmutableArray<Judgement> Verdicts(GuardSet guards, Evidence evidence, Func<IReadOnlyList<InFlight>>? inFlight = null) =>
        [.. guards.Guards.Select(guard => Verdict(guard, guards.PassThreshold, evidence, inFlight))];

    public static Judgement Verdict(JudgedGuard guard, double passThreshold, Evidence evidence, Func<IReadOnlyList<InFlight>>? inFlight = null)
    {
        if (guard.Waits)
        {
            return new Judgement(guard, Analysis.Verdict.Inconclusive, false, 0, 0, default, null);
        }

        Judgement seen = Weigh(guard, passThreshold, evidence);
        if (inFlight is null || seen.Verdict is not (Analysis.Verdict.Failed or Analysis.Verdict.Passed))
        {
            return seen;
        }

        bool failed = seen.Verdict == Analysis.Verdict.Failed;
        Judgement doubted = Weigh(guard, passThreshold, Doubt(evidence, guard, inFlight(), countBaseline: failed));
        return doubted.Verdict == seen.Verdict ? seen : seen with { Verdict = failed ? Analysis.Verdict.Suspect : Analysis.Verdict.Inconclusive, Expedites = false };
    }

    /// <summary>What a failure needs first, and quick to ask on every bad attempt: the candidate by itself breaks the limit.</summary>
    /// <param name="total">Of the guard's counter, over the segments that its limit is judged from.</param>
    /// <returns>False: the verdict is not <c>failed</c>.</returns>
    public static bool MayFail(JudgedGuard guard, Counts total) => guard switch
    {
        { Waits: true } => false,
        { Rate: 0 } => total is { CandidateBad: > 0, BaselineBad: 0 },
        _ => RateTest.Above(total.CandidateBad, total.CandidateAttempts, guard.LimitRate) >= guard.Threshold,
    };

    private static Judgement Weigh(JudgedGuard guard, double passThreshold, Evidence evidence)
    {
        string counter = guard.Counter;
        Counts all = evidence.Total(counter);
        Counts limited = evidence.Total(counter, evidence.LimitFrom(guard.Guard.Text)).Whole();
        return guard.Rate switch
        {
            0 => First(guard, all),
            null => Relative(guard, passThreshold, evidence, all),
            _ => Limited(guard, passThreshold, evidence, all, limited),
        };
    }

    /// <summary><c>X &lt;= 0%</c>: the first bad attempt, unless the baseline had one too.</summary>
    private static Judgement First(JudgedGuard guard, Counts all)
    {
        Verdict verdict = all switch
        {
            { CandidateBad: > 0, BaselineBad: 0 } => Analysis.Verdict.Failed,
            { CandidateBad: > 0 } => Analysis.Verdict.Inconclusive,
            { CandidateAttempts: >= 159 } => Analysis.Verdict.Passed, // what a flawless candidate needs at 2 %
            _ => Analysis.Verdict.Inconclusive,
        };
        double log = verdict == Analysis.Verdict.Failed ? guard.Threshold : 0;
        return new Judgement(guard, verdict, all is { CandidateBad: > 0, BaselineBad: > 0 }, log, 0, all, all.CandidateBad > 0 ? null : Math.Max(0, 159 - all.CandidateAttempts));
    }

    /// <summary>A limit is broken when B says so and, where a baseline took part, A says that the candidate is worse.</summary>
    private static Judgement Limited(JudgedGuard guard, double passThreshold, Evidence evidence, Counts all, Counts limited)
    {
        double above = RateTest.Above(limited.CandidateBad, limited.CandidateAttempts, guard.LimitRate);
        bool compares = !guard.Shadow && evidence.Segments.Any(segment => segment.Compares && segment.Of(guard.Counter) != default);
        double worse = compares ? Worse(guard.Worse, guard.Counter, evidence) : above;
        double log = Math.Min(above, worse);
        double pass = RateTest.Below(limited.CandidateBad, limited.CandidateAttempts, guard.LimitRate);
        bool environment = above >= guard.Threshold && worse < guard.Threshold
            && RateTest.Above(limited.BaselineBad, limited.BaselineAttempts, guard.LimitRate) >= guard.Threshold;
        bool expedites = !environment && above < guard.Threshold && compares && Expedites(guard, evidence, limited);
        Verdict verdict = expedites ? Analysis.Verdict.Passed : Decide(log, pass, guard, passThreshold);
        long? more = verdict is Analysis.Verdict.Passed or Analysis.Verdict.Failed || above > 0
            ? null
            : RateTest.AttemptsToPass(limited.CandidateBad, guard.LimitRate, Math.Exp(-passThreshold)) - limited.CandidateAttempts;
        return new Judgement(guard, verdict, environment, log, pass, all, more is > 0 ? more : null) { Expedites = expedites };
    }

    /// <summary>The baseline breaks the limit and the candidate is better: a fix is let through faster. It skips time and attempts, so it must be as sure as a rollback.</summary>
    private static bool Expedites(JudgedGuard guard, Evidence evidence, Counts limited) =>
        RateTest.Above(limited.BaselineBad, limited.BaselineAttempts, guard.LimitRate) >= guard.Threshold
        && Worse(JudgedGuard.Better, guard.Counter, evidence) >= guard.Threshold;

    private static Judgement Relative(JudgedGuard guard, double passThreshold, Evidence evidence, Counts all)
    {
        double above = RateTest.Above(all.CandidateBad, all.CandidateAttempts, guard.LimitRate);
        double log = Math.Min(Worse(guard.Worse, guard.Counter, evidence), above);
        double pass = Worse(guard.NotWorse, guard.Counter, evidence);
        return new Judgement(guard, Decide(log, pass, guard, passThreshold), false, log, pass, all, null);
    }

    private static Verdict Decide(double log, double pass, JudgedGuard guard, double passThreshold) =>
        log >= guard.Threshold ? Analysis.Verdict.Failed
        : log >= guard.Threshold / 2 ? Analysis.Verdict.Suspect
        : pass >= passThreshold ? Analysis.Verdict.Passed
        : Analysis.Verdict.Inconclusive;

    private static double Worse(RatioTest test, string counter, Evidence evidence)
    {
        List<BadCounts> counts = new(evidence.Segments.Length);
        foreach (Segment segment in evidence.Segments)
        {
            if (segment.Compares && segment.Of(counter) is { Bad: > 0 } seen)
            {
                counts.Add(new BadCounts(segment.CandidateShare, seen.CandidateBad, seen.Bad));
            }
        }

        return test.LogEvidence(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(counts));
    }

    /// <summary>The evidence if every old attempt in flight of one arm turned out bad.</summary>
    private static Evidence Doubt(Evidence evidence, JudgedGuard guard, IReadOnlyList<InFlight> inFlight, bool countBaseline)
    {
        (string counter, ImmutableArray<Segment> segments) = (guard.Counter, evidence.Segments);
        foreach (InFlight old in inFlight)
        {
            int index = segments.IndexOf(segments.FirstOrDefault(segment => segment.Id == old.Segment)!);
            if (index >= 0)
            {
                Counts more = guard.Shadow ? Copies(old, countBaseline)
                    : countBaseline ? new Counts(0, old.Baseline, 0, old.Baseline)
                    : new Counts(old.Candidate, 0, old.Candidate, 0);
                Segment segment = segments[index];
                segments = segments.SetItem(index, segment with { Counters = segment.Counters.SetItem(counter, segment.Of(counter) + more) });
            }
        }

        return evidence with { Segments = segments };
    }

    /// <summary>Copies have no counterpart that could be in flight: only a pass is doubted.</summary>
    private static Counts Copies(InFlight old, bool countBaseline) => countBaseline ? default : new Counts(old.Copies, 0, old.Copies, 0);
}
