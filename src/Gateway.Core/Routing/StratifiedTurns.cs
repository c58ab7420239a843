namespace Gateway.Core.Routing;

/// <summary>
/// Whose turn a place is, for a version with share π ≤ ½: the k-th turn is at ⌊(k + U_k)/π⌋, U_k uniform in [0, 1) by hash;
/// of two turns on one place the later moves on by one. A stratum is at least two places wide, so a move never meets a third turn.
/// </summary>
internal readonly struct StratifiedTurns(double share, ulong seed)
{
    private readonly double _width = 1 / share;

    /// <param name="before">How many turns lie on places before <paramref name="place"/>.</param>
    public bool IsTurn(long place, out long before)
    {
        long turn = FirstAround(place), raw = Raw(turn);
        long at = raw + 1 >= place && turn > 0 && Raw(turn - 1) == raw ? raw + 1 : raw;
        while (at < place)
        {
            long next = Raw(++turn);
            (at, raw) = (next == raw ? next + 1 : next, next);
        }

        before = turn;
        return at == place;
    }

    /// <summary>Every turn before this one lies before <paramref name="place"/>; the turn on it, if any, is at most two later.</summary>
    private long FirstAround(long place) => Math.Max(0, double.ConvertToIntegerNative<long>(place * share) - 1);

    private long Raw(long turn) => double.ConvertToIntegerNative<long>((turn + Uniform(turn)) * _width);

    /// <summary>SplitMix64's finaliser, 20 bits of it: turn + U stays exact in a double for the first 2³³ turns.</summary>
    private double Uniform(long turn)
    {
        ulong z = seed + (ulong)turn * 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return (z >> 44) * (1.0 / (1 << 20));
    }
}
