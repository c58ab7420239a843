using Gateway.Core.Statistics;

namespace Gateway.Core.Simulation;

/// <summary>Latencies as models have them: log-normal.</summary>
/// <param name="Median">&gt; 0.</param>
/// <param name="Sigma">Of the logarithm: p99 = median · e^(2.33 σ); 0.4 puts the p99 at 2.5 times the median.</param>
public readonly record struct LatencyShape(TimeSpan Median, double Sigma)
{
    public TimeSpan Draw(Draws draws) => Median * Math.Exp(Sigma * draws.Normal());

    public LatencyShape Times(double factor) => this with { Median = Median * factor };
}
