namespace Gateway.Core.Analysis;

/// <summary>Attempts of a segment that have been in flight for longer than the baseline's frozen p99.</summary>
public readonly record struct InFlight(long Segment, long Candidate, long Baseline)
{
    /// <summary>Copies that the candidate has not answered.</summary>
    public long Copies { get; init; }
}
