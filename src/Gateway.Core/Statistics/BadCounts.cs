namespace Gateway.Core.Statistics;

/// <summary>The bad attempts of one segment.</summary>
/// <param name="CandidateShare">π = candidate's weight / (candidate's + baseline's), in (0, 1): known before the segment began.</param>
/// <param name="CandidateBad">Bad attempts of the candidate, ≥ 0.</param>
/// <param name="Bad">Bad attempts of both, ≥ <paramref name="CandidateBad"/>.</param>
public readonly record struct BadCounts(double CandidateShare, long CandidateBad, long Bad);
