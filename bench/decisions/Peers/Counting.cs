using Gateway.Core.Statistics;

namespace Gateway.Decisions.Peers;

/// <summary>Draws of counts.</summary>
internal static class Counting
{
    /// <remarks>By gaps up to a mean of 500, beyond by the normal approximation.</remarks>
    public static long Poisson(Draws draws, double mean)
    {
        if (mean > 500)
        {
            return Math.Max(0, (long)Math.Round(mean + Math.Sqrt(mean) * draws.Normal()));
        }

        long count = -1;
        for (double left = mean; left >= 0; left -= draws.Exponential())
        {
            count++;
        }

        return count;
    }

    /// <remarks>By the gaps between successes (geometric), exact.</remarks>
    public static long Binomial(Draws draws, long trials, double share)
    {
        if (share <= 0 || share >= 1)
        {
            return share <= 0 ? 0 : trials;
        }

        double never = Math.Log(1 - share);
        long count = -1;
        for (double at = 0; at <= trials; at += Math.Floor(Math.Log(draws.Uniform()) / never) + 1)
        {
            count++;
        }

        return count;
    }

    /// <remarks>Marsaglia and Tsang, shape ≥ 1, scale 1.</remarks>
    public static double Gamma(Draws draws, double shape)
    {
        double d = shape - 1.0 / 3, c = 1 / Math.Sqrt(9 * d);
        while (true)
        {
            double x = draws.Normal(), v = Math.Pow(1 + c * x, 3);
            if (v > 0 && Math.Log(draws.Uniform()) < 0.5 * x * x + d - d * v + d * Math.Log(v))
            {
                return d * v;
            }
        }
    }
}
