namespace Gateway.Core.Inference;

/// <summary>How one output of two answers differs.</summary>
/// <param name="BaselineShape">Null: the baseline has no such output.</param>
/// <param name="CandidateShape">Null: the candidate has no such output.</param>
/// <param name="Agrees">By the comparison that was asked for.</param>
/// <param name="Alike">Both have it, with one datatype and one shape.</param>
/// <param name="NonFinite">One holds NaN or an infinity where the other does not.</param>
/// <param name="Largest">The largest absolute difference of two finite values; 0 without any, and for BYTES.</param>
/// <param name="Sum">Of the absolute differences of finite values.</param>
/// <param name="Compared">How many such differences there are.</param>
/// <param name="BaselineArgmax">Place of the greatest score in each row of the last axis; -1 in a row without a number. Empty where there are no scores.</param>
/// <param name="CandidateArgmax">The same of the candidate.</param>
public sealed record TensorDifference(
    string Name,
    IReadOnlyList<long>? BaselineShape,
    IReadOnlyList<long>? CandidateShape,
    bool Agrees,
    bool Alike,
    bool NonFinite,
    double Largest,
    double Sum,
    long Compared,
    IReadOnlyList<int> BaselineArgmax,
    IReadOnlyList<int> CandidateArgmax)
{
    /// <summary>Rows whose greatest score is at the same place.</summary>
    public int RowsAgreed { get; } = BaselineArgmax.Zip(CandidateArgmax).Count(row => row.First == row.Second);

    public static TensorDifference Unlike(string name, Tensor? baseline, Tensor? candidate) =>
        new(name, baseline?.Shape, candidate?.Shape, false, false, false, 0, 0, 0, [], []);
}
