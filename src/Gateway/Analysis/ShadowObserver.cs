using Gateway.Core.Analysis.Counting;
using Gateway.Core.Inference;
using Gateway.Core.Models;
using Gateway.Core.Routing;
using Gateway.Routing.Attempts;
using Gateway.Routing.Rest;
using Gateway.Routing.Shadows;

namespace Gateway.Analysis;

/// <summary>Compares the two answers of each copied request, and counts them into the segment that copied it.</summary>
internal sealed class ShadowObserver(CopyTally tally, ShadowTally shown, double tolerance, AnswerComparison by) : IShadowObserver
{
    public long Segment => tally.Segment;

    public Guid Run => tally.Run;

    public void Answered(Attempt copy, ReadOnlySpan<byte> baseline, ReadOnlySpan<byte> candidate)
    {
        AnswerDifference? difference = copy is { Kind: PredictionKind.Infer, Outcome: Outcome.Ok } ? AnswerDifference.Of(baseline, candidate, tolerance, by) : null;
        shown.Count(copy.PredictionId, difference);
        tally.Answered(Endings.Of(copy), difference?.Agrees);
    }

    public void Dropped() => shown.Drop();
}
