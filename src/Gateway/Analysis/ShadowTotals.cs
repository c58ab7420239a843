using System.Collections.Immutable;
using Gateway.Contracts;

namespace Gateway.Analysis;

/// <summary>What a run's copies have shown, as saved with it.</summary>
/// <param name="Agreed">Of those whose answers could be compared, with <paramref name="Disagreed"/>.</param>
/// <param name="Rows">Rows of scores.</param>
/// <param name="Largest">The largest absolute difference of two values.</param>
/// <param name="SumOfMeans">Of each pair's mean absolute difference.</param>
/// <param name="NonFinite">Pairs where one answer holds NaN or an infinity that the other does not.</param>
/// <param name="Unlike">Pairs whose names, datatypes or shapes differ, or whose candidate's answer cannot be read.</param>
/// <param name="Dropped">Requests in the share that were not copied, for want of room.</param>
/// <param name="Different">The most different pairs, the worst first.</param>
internal sealed record ShadowTotals(
    long Pairs, long Agreed, long Disagreed, long Rows, long RowsAgreed, double Largest, double SumOfMeans, long NonFinite, long Unlike, long Dropped, ImmutableArray<DifferentPair> Different)
{
    public static readonly ShadowTotals None = new(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, []);

    /// <summary>Nothing was copied, nor was to be.</summary>
    public bool IsNone => Pairs == 0 && Dropped == 0;
}
