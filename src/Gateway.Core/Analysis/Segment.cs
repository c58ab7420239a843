using System.Collections.Immutable;

namespace Gateway.Core.Analysis;

/// <summary>A period of one run with constant weights: additive integers only.</summary>
/// <param name="Id">Grows within the run.</param>
/// <param name="CandidateWeight">Basis points.</param>
/// <param name="BaselineWeight">Basis points.</param>
/// <param name="Counters">Per <see cref="Guard.Counter"/>.</param>
public sealed record Segment(long Id, int CandidateWeight, int BaselineWeight, ImmutableDictionary<string, Counts> Counters)
{
    /// <summary>π: known before the segment's first request, never the realised share. 0 or 1 where one arm takes no part.</summary>
    public double CandidateShare =>
        CandidateWeight + BaselineWeight == 0 ? 0 : (double)CandidateWeight / (CandidateWeight + BaselineWeight);

    /// <summary>Both arms take part, so that they can be compared.</summary>
    public bool Compares => CandidateWeight > 0 && BaselineWeight > 0;

    public Counts Of(string counter) => Counters.GetValueOrDefault(counter);
}
