using Gateway.Core.Routing;

namespace Gateway.Core.Analysis.Counting;

/// <summary>Counts the copies of one segment.</summary>
public sealed class CopyTally(RunCounters run, SegmentCounters segment)
{
    public Guid Run => run.Run;

    public long Segment => segment.Id;

    /// <param name="agrees">With the baseline's answer; null: there was nothing to compare.</param>
    public void Answered(in Ending copy, bool? agrees)
    {
        run.Copies.Add(copy.Duration);
        segment.Copies?.Count(copy, copy.Outcome != Outcome.Failed || segment.FirstOfDeath(copy), agrees);
    }
}
