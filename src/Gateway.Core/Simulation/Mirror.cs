using Gateway.Core.Analysis.Counting;
using Gateway.Core.Routing;

namespace Gateway.Core.Simulation;

/// <summary>The share of the baseline's requests that is copied to the candidate, exact as the split.</summary>
/// <param name="share">Basis points, 1 … 10 000.</param>
internal sealed class Mirror(int share, ulong seed, CopyTally tally)
{
    private readonly TrafficSplit _split = new([share, TrafficSplit.Whole - share], seed);
    private long _place;

    public CopyTally Tally => tally;

    public bool Takes() => _split.Pick(_place++) == 0;
}
