namespace Gateway.Core.Statistics;

/// <summary>The limit of the Kolmogorov–Smirnov statistic.</summary>
public static class Kolmogorov
{
    /// <param name="l">√n · D, ≥ 0.</param>
    /// <returns>How likely a value of at least <paramref name="l"/> is.</returns>
    public static double Above(double l)
    {
        if (l < 0.2)
        {
            return 1; // to 1e-12, and the alternating sum converges slowly there
        }

        double sum = 0, term = 1;
        for (int j = 1; term >= 1e-16; j++)
        {
            term = Math.Exp(-2 * j * j * l * l);
            sum += j % 2 == 1 ? term : -term;
        }

        return Math.Clamp(2 * sum, 0, 1);
    }
}
