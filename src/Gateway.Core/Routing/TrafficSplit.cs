namespace Gateway.Core.Routing;

/// <summary>An exact split of places among versions: stratified random, so any window of n places holds nπ ± 2.</summary>
/// <remarks>Immutable; the place comes from the caller. See the architecture page, "The way of a prediction".</remarks>
public sealed class TrafficSplit
{
    public const int Whole = 10_000;

    private readonly int[] _weights;
    private readonly Level[] _levels;
    private readonly int _last;

    /// <param name="weights">Basis points per version, in order; each ≥ 0, sum 10 000.</param>
    /// <param name="seed">Any number; the same seed gives the same assignment.</param>
    public TrafficSplit(IReadOnlyList<int> weights, ulong seed)
    {
        if (weights.Any(weight => weight < 0) || weights.Sum() != Whole)
        {
            throw new ArgumentException($"Weights must be ≥ 0 and sum to 10000, got {string.Join(" + ", weights)}.", nameof(weights));
        }

        _weights = [.. weights];
        Seed = seed;
        int[] lightestFirst = [.. Enumerable.Range(0, _weights.Length).Where(version => _weights[version] > 0).OrderBy(version => _weights[version])];
        _last = lightestFirst[^1];
        _levels = Nest(lightestFirst[..^1]);
    }

    public ulong Seed { get; }

    /// <summary>Basis points, in the order they were given.</summary>
    public IReadOnlyList<int> Weights => _weights;

    /// <returns>The index of the version that owns <paramref name="place"/> (0, 1, 2, … within one snapshot).</returns>
    public int Pick(long place)
    {
        for (int i = 0; i < _levels.Length; i++)
        {
            ref readonly Level level = ref _levels[i];
            if (level.Turns.IsTurn(place, out long before))
            {
                return level.Version;
            }

            place -= before;
        }

        return _last;
    }

    /// <summary>The lightest version takes its turns first, the next takes its own among the places left: no share exceeds ½.</summary>
    private Level[] Nest(int[] lightestFirst)
    {
        var levels = new Level[lightestFirst.Length];
        int left = Whole;
        for (int i = 0; i < levels.Length; i++)
        {
            int weight = _weights[lightestFirst[i]];
            levels[i] = new Level(lightestFirst[i], new StratifiedTurns((double)weight / left, Seed + (ulong)i * 0xD1B54A32D192ED03));
            left -= weight;
        }

        return levels;
    }

    private readonly record struct Level(int Version, StratifiedTurns Turns);
}
