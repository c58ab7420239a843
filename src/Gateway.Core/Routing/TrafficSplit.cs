namespace Gateway.Core.Routing;

/// <summary>An exact split of places among versions: stratified random, so any window of n places holds nπ ± 2.</summary>
/// <remarks>Immutable; the place comes from the caller. See the architecture page, "The way of a prediction".</remarks>
public sealed class TrafficSplit
{
    private readonly int[] _weights;

    /// <param name="weights">Basis points per version, in order; each ≥ 0, sum 10 000.</param>
    /// <param name="seed">Any number; the same seed gives the same assignment.</param>
    public TrafficSplit(IReadOnlyList<int> weights, ulong seed)
    {
        if (weights.Any(weight => weight < 0) || weights.Sum() != 10_000)
        {
            throw new ArgumentException($"Weights must be ≥ 0 and sum to 10000, got {string.Join(" + ", weights)}.", nameof(weights));
        }

        _weights = [.. weights];
        Seed = seed;
    }

    public ulong Seed { get; }

    public IReadOnlyList<int> Weights => _weights;

    /// <returns>The index of the version that owns <paramref name="place"/> (0, 1, 2, … within one snapshot).</returns>
    public int Pick(long place) => throw new NotSupportedException($"place {place}");
}
