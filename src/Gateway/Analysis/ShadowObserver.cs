using Gateway.Core.Inference;
using Gateway.Core.Models;
using Gateway.Routing;

namespace Gateway.Analysis;

/// <summary>Compares the two answers of each copied request, and counts them into the segment that copied it.</summary>
internal sealed class ShadowObserver(RunCounters run, SegmentCounters segment, double tolerance, AnswerComparison by) : IShadowObserver
{
    public long Segment => segment.Id;

    public Guid Run => run.Run;

    public void Answered(Attempt copy, ReadOnlySpan<byte> baseline, ReadOnlySpan<byte> candidate)
    {
        AnswerDifference? difference = copy is { Kind: PredictionKind.Infer, Outcome: Outcome.Ok } ? AnswerDifference.Of(baseline, candidate, tolerance, by) : null;
        run.Copies.Add(copy.Duration);
        run.Shadow.Count(copy.PredictionId, difference);
        bool failed = copy.Outcome == Outcome.Failed;
        segment.Copies?.Count(copy, !failed || segment.FirstOfDeath(copy), difference);
    }

    public void Dropped() => run.Shadow.Drop();
}
