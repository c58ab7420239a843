using Gateway.Core.Analysis;
using Gateway.Routing;

namespace Gateway.Analysis;

/// <summary>Counts the attempts of one segment, and judges at once when the candidate fails.</summary>
/// <param name="age">An attempt in flight for longer counts against a conclusion.</param>
internal sealed class RunObserver(RunCounters run, SegmentCounters segment, GuardSet guards, HistoryObserver history, InFlightScan scan, TimeSpan age, IVerdictSink sink) : IRequestObserver
{
    private int _failed;

    public long Segment => segment.Id;

    public void Started(Attempt attempt)
    {
        if (Role(attempt) is not { } candidate)
        {
            return;
        }

        if (attempt.StickyHash is { } hash && !run.Keys.First(candidate, hash))
        {
            attempt.Assignment = Assignment.StickyRepeat;
            return;
        }

        segment.Count(candidate);
    }

    public void Ended(Attempt attempt)
    {
        history.Ended(attempt);
        if (Role(attempt) is not { } candidate)
        {
            return;
        }

        (candidate ? run.Candidate : run.Baseline).Add(attempt.Duration);
        bool judge = false;
        bool countsOfHost = (candidate ? run.CandidateHosts : run.BaselineHosts).Counts(attempt);
        bool? counts = null;
        for (int i = 0; i < segment.Counters.Length; i++)
        {
            GuardCounter counter = segment.Counters[i];
            if (counter.IsBad(attempt) && (attempt.StickyHash is not { } hash || run.Keys.FirstBad(counter.Name, candidate, hash)) && (counts ??= countsOfHost && segment.FirstOfDeath(attempt)))
            {
                segment.CountBad(i, candidate);
                judge |= candidate && counter.Inline;
            }
        }

        if (judge && Volatile.Read(ref _failed) == 0)
        {
            JudgeNow();
        }
    }

    public void Responded(VersionRoute version, int statusCode, bool rescued, TimeSpan duration) => history.Responded(version, statusCode, rescued, duration);

    private void JudgeNow()
    {
        foreach (JudgedGuard guard in guards.Guards)
        {
            if (guard.Guard is { DryRun: false, Action: GuardAction.Rollback, Measure: Measure.Errors or Measure.Invalid }
                && Judge.MayFail(guard, run.Total(guard))
                && Verdict(guard) is { Verdict: Core.Analysis.Verdict.Failed } failed
                && Interlocked.Exchange(ref _failed, 1) == 0)
            {
                sink.Failed(run.Model, run.Run, failed);
                return;
            }
        }
    }

    private Judgement Verdict(JudgedGuard guard) => Judge.Verdict(guard, guards.PassThreshold, run.Read(), () => scan.Of(run.Run, age));

    /// <returns>True for the candidate, false for the baseline, null for what never enters a verdict.</returns>
    private static bool? Role(Attempt attempt)
    {
        if (attempt.Assignment is not (Assignment.Randomised or Assignment.Sticky or Assignment.StickyRepeat) || attempt.Snapshot?.Run is not { } run)
        {
            return null;
        }

        return attempt.Arm!.Name == run.Candidate ? true : attempt.Arm == attempt.Snapshot.BaselineArm ? false : null;
    }
}
