namespace Gateway.Core.Statistics;

/// <summary>The χ² distribution.</summary>
public static class ChiSquared
{
    /// <returns>How likely a value of at least <paramref name="x"/> is.</returns>
    public static double Above(double x, double degrees) => Gamma.Upper(degrees / 2, x / 2);

    /// <param name="share">In (0, 1): below the returned value.</param>
    public static double Quantile(double share, double degrees)
    {
        double low = 0, high = degrees + 10;
        while (Above(high, degrees) > 1 - share)
        {
            high *= 2;
        }

        while (high - low > 1e-13 * high && (low + high) / 2 is var middle && middle > low && middle < high)
        {
            (low, high) = Above(middle, degrees) > 1 - share ? (middle, high) : (low, middle);
        }

        return (low + high) / 2;
    }
}
