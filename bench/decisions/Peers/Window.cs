using Gateway.Core.Simulation;
using Gateway.Core.Statistics;

namespace Gateway.Decisions.Peers;

/// <summary>What a metrics store knows of one version in one interval: all that the peers ever see.</summary>
/// <param name="P99">Milliseconds; NaN without attempts.</param>
/// <param name="Slow">Attempts slower than the baseline's own p99.</param>
internal readonly record struct Window(long Attempts, long Bad, double P99, long Slow)
{
    /// <summary>NaN without attempts.</summary>
    public double Success => 1 - (double)Bad / Attempts;

    /// <summary>Drawn from the same rates and latencies as the gateway's attempts.</summary>
    /// <param name="rate">Requests a second of this version.</param>
    public static Window Draw(Draws draws, VersionBehaviour version, LatencyShape baseline, double rate, double seconds)
    {
        long attempts = Counting.Poisson(draws, rate * seconds);
        if (attempts == 0)
        {
            return new Window(0, 0, double.NaN, 0);
        }

        // The k-th of n uniform draws is Beta(k, n − k + 1).
        long k = (long)Math.Ceiling(0.99 * attempts);
        double low = Counting.Gamma(draws, k), high = Counting.Gamma(draws, attempts - k + 1);
        double p99 = version.Latency.Median.TotalMilliseconds * Math.Exp(version.Latency.Sigma * Normal.Quantile(low / (low + high)));
        double line = Math.Log(baseline.Median / version.Latency.Median) / version.Latency.Sigma + Normal.Quantile(0.99);
        return new Window(attempts, Counting.Binomial(draws, attempts, version.BadRate), p99, Counting.Binomial(draws, attempts, 1 - Normal.Share(line)));
    }
}
