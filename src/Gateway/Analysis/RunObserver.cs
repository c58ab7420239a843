using Gateway.Analysis.History;
using Gateway.Core.Analysis;
using Gateway.Core.Analysis.Counting;
using Gateway.Core.Routing;
using Gateway.Routing;
using Gateway.Routing.Attempts;
using Gateway.Routing.Routes;

namespace Gateway.Analysis;

/// <summary>Counts the attempts of one segment, and judges at once when the candidate fails.</summary>
/// <param name="inFlight">What has been in flight for so long that it counts against a conclusion.</param>
internal sealed class RunObserver(RunCounters run, SegmentCounters segment, GuardSet guards, HistoryObserver history, Func<IReadOnlyList<InFlight>> inFlight, IVerdictSink sink) : IRequestObserver
{
    private readonly Tally _tally = new(run, segment);
    private int _failed;

    public long Segment => segment.Id;

    public void Started(Attempt attempt)
    {
        if (Role(attempt) is { } candidate && !_tally.Started(candidate, attempt.StickyHash))
        {
            attempt.Assignment = Assignment.StickyRepeat;
        }
    }

    public void Ended(Attempt attempt)
    {
        history.Ended(attempt);
        if (Role(attempt) is { } candidate && _tally.Ended(candidate, Endings.Of(attempt)) && Volatile.Read(ref _failed) == 0)
        {
            JudgeNow();
        }
        else if (attempt is { Assignment: Assignment.Retry, Snapshot.Run: { } trial } && attempt.Arm!.Name == trial.Candidate)
        {
            _tally.Retried(Endings.Of(attempt));
        }
    }

    public void Responded(VersionRoute version, int statusCode, bool rescued, TimeSpan duration) => history.Responded(version, statusCode, rescued, duration);

    private void JudgeNow()
    {
        if (InlineJudge.Failed(guards, run, inFlight) is { } failed && Interlocked.Exchange(ref _failed, 1) == 0)
        {
            sink.Failed(run.Model, run.Run, failed);
        }
    }

    private static bool? Role(Attempt attempt) => attempt.Snapshot is { Run: { } run } snapshot
        ? Tally.Role(attempt.Assignment, attempt.Arm!.Name == run.Candidate, attempt.Arm == snapshot.BaselineArm)
        : null;
}
