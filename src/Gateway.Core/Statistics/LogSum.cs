namespace Gateway.Core.Statistics;

/// <summary>Sums of exponentials without overflow.</summary>
public static class LogSum
{
    /// <returns>ln((e^a₁ + … + e^aₙ) / n); −∞ when every term is.</returns>
    public static double Mean(ReadOnlySpan<double> logs)
    {
        double most = double.NegativeInfinity;
        foreach (double log in logs)
        {
            most = Math.Max(most, log);
        }

        if (double.IsInfinity(most))
        {
            return most;
        }

        double sum = 0;
        foreach (double log in logs)
        {
            sum += Math.Exp(log - most);
        }

        return most + Math.Log(sum / logs.Length);
    }
}
