namespace Gateway.Contracts;

/// <summary>What <c>GET /rollouts/{id}/shadow</c> answers: how the candidate's answers to copied requests compare with the baseline's.</summary>
/// <param name="Pairs">Copies that were sent, where the baseline's answer was usable.</param>
/// <param name="Agreed">Of those that could be compared: the candidate answered too, and the answers can be read.</param>
/// <param name="Disagreed">Beyond the tolerance, of another shape, or not readable.</param>
/// <param name="ArgmaxAgreement">Share of rows of scores whose greatest is at the same place, 0 … 1; null without scores.</param>
/// <param name="MaxDifference">The largest absolute difference of two values; null before any.</param>
/// <param name="MeanDifference">The mean absolute difference over the pairs compared; null before any.</param>
/// <param name="Nan">Pairs where one answer holds NaN or an infinity that the other does not.</param>
/// <param name="Shape">Pairs whose names, datatypes or shapes differ, or whose candidate's answer cannot be read.</param>
/// <param name="Dropped">Requests that were not copied, for want of room; in no other number here.</param>
/// <param name="Different">At most ten pairs that disagree, the most different first.</param>
public sealed record ShadowReport(
    long Pairs,
    long Agreed,
    long Disagreed,
    double? ArgmaxAgreement,
    double? MaxDifference,
    double? MeanDifference,
    long Nan,
    long Shape,
    long Dropped,
    IReadOnlyList<DifferentPair> Different);

/// <summary>One request that the two answered differently, without what was asked or answered.</summary>
public sealed record DifferentPair(string PredictionId, double MaxDifference, bool Nan, bool Shape, IReadOnlyList<DifferentOutput> Outputs);

/// <param name="BaselineShape">Null: it has no such output.</param>
/// <param name="CandidateShape">Null: it has no such output.</param>
/// <param name="BaselineArgmax">Place of the greatest score, of the first ten rows; empty where there are no scores.</param>
/// <param name="CandidateArgmax">The same of the candidate.</param>
public sealed record DifferentOutput(
    string Name,
    IReadOnlyList<long>? BaselineShape,
    IReadOnlyList<long>? CandidateShape,
    IReadOnlyList<int> BaselineArgmax,
    IReadOnlyList<int> CandidateArgmax,
    double MaxDifference,
    bool Agrees);
