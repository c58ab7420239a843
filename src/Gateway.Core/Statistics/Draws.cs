namespace Gateway.Core.Statistics;

/// <summary>Random draws from a seed, the same on every machine and release: SplitMix64.</summary>
public sealed class Draws(ulong seed)
{
    private ulong _state = seed;

    /// <summary>A stream of its own, so that one kind of draw does not shift another.</summary>
    public Draws Stream(ulong name) => new(Mix(_state ^ Mix(name + 0x9E3779B97F4A7C15)));

    public ulong Bits() => Mix(_state += 0x9E3779B97F4A7C15);

    /// <returns>In (0, 1).</returns>
    public double Uniform() => ((Bits() >> 11) + 0.5) * (1.0 / (1UL << 53));

    /// <returns>0 … <paramref name="count"/> − 1.</returns>
    public int Below(int count) => (int)(Uniform() * count);

    public void Shuffle(Span<int> values)
    {
        for (int i = values.Length - 1; i > 0; i--)
        {
            int j = Below(i + 1);
            (values[i], values[j]) = (values[j], values[i]);
        }
    }

    public bool Chance(double probability) => probability > 0 && Uniform() < probability;

    /// <returns>Mean 1.</returns>
    public double Exponential() => -Math.Log(Uniform());

    /// <returns>Mean 0, variance 1 (Box and Muller).</returns>
    public double Normal() => Math.Sqrt(-2 * Math.Log(Uniform())) * Math.Cos(2 * Math.PI * Uniform());

    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
