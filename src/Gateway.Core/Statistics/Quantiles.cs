namespace Gateway.Core.Statistics;

/// <summary>Quantiles of what was measured.</summary>
public static class Quantiles
{
    /// <summary>Of a normal distribution, with 95 % between them.</summary>
    private const double Deviations = 1.959964;

    /// <param name="sorted">Ascending, at least one.</param>
    /// <returns>Interpolated linearly, as numpy does by default.</returns>
    public static double Sorted(ReadOnlySpan<double> sorted, double share)
    {
        double place = share * (sorted.Length - 1);
        int below = (int)Math.Clamp(Math.Floor(place), 0, sorted.Length - 1), above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
    }

    /// <summary>Between which of so many values, counted from 1 upwards, a quantile lies at 95 %: the ranks that <see cref="Bounds"/> finds, give or take two, in no time.</summary>
    /// <returns>Low is 0 and High beyond the count where there are too few to bound it.</returns>
    /// <remarks>Source: David and Nagaraja, Order Statistics (2003), 7.1: ranks are binomial, here by their normal limit.</remarks>
    public static (long Low, long High) Ranks(long count, double share)
    {
        double middle = count * share, spread = Deviations * Math.Sqrt(middle * (1 - share));
        return (Math.Max(0, (long)Math.Floor(middle - spread)), (long)Math.Ceiling(middle + spread) + 1);
    }

    /// <summary>Where a quantile lies, without assuming a distribution: the order statistics round it.</summary>
    /// <param name="sorted">Ascending, at least one.</param>
    /// <returns>An end is infinite where there are too few values to bound it.</returns>
    public static Interval Bounds(ReadOnlySpan<double> sorted, double share, double confidence = 0.95)
    {
        double tail = (1 - confidence) / 2;
        int n = sorted.Length, low = 0, high = n;
        // P(at least k of n values are below the quantile) = I_share(k, n − k + 1)
        while (low < n && 1 - Beta.Share(low + 1, n - low, share) <= tail)
        {
            low++;
        }

        while (high > low && Beta.Share(high, n - high + 1, share) <= tail)
        {
            high--;
        }

        return new Interval(low == 0 ? double.NegativeInfinity : sorted[low - 1], high == n ? double.PositiveInfinity : sorted[high]);
    }
}
