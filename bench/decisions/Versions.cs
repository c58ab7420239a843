using Gateway.Core.Simulation;

namespace Gateway.Decisions;

/// <summary>The versions that are tried: median 20 ms, p99 51 ms, 0.1 % bad, unless their name says otherwise.</summary>
internal static class Versions
{
    public static readonly LatencyShape Latency = new(TimeSpan.FromMilliseconds(20), 0.4);

    public static readonly VersionBehaviour Good = new(0.001, Latency);

    /// <summary>Half the latency, a fifth of the errors.</summary>
    public static readonly VersionBehaviour Better = new(0.0002, Latency.Times(0.5));

    public static readonly VersionBehaviour Dead = Bad(1);

    public static VersionBehaviour Slower(double factor) => new(0.001, Latency.Times(factor));

    public static VersionBehaviour Bad(double rate) => new(rate, Latency);

    /// <param name="failsAfter">Null: hangs to the timeout.</param>
    public static VersionBehaviour Out(this VersionBehaviour version, int from, int to, double rate, TimeSpan? failsAfter) =>
        version with { Outages = [new Outage(TimeSpan.FromSeconds(from), TimeSpan.FromSeconds(to), rate, failsAfter)] };
}
