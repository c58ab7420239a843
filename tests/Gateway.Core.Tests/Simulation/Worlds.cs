using Gateway.Core.Simulation;

namespace Gateway.Core.Tests.Simulation;

/// <summary>Versions and plans to simulate with.</summary>
internal static class Worlds
{
    public static readonly VersionBehaviour Good = new(0.001, new LatencyShape(TimeSpan.FromMilliseconds(20), 0.4));

    public static VersionBehaviour Failing(double rate) => Good with { BadRate = rate };

    /// <param name="weights">Basis points.</param>
    public static Scenario Plan(int[] weights, params string[] guards) => new(DefaultPlan.Of(200, weights, guards.Length > 0 ? guards : null), TimeSpan.FromMinutes(30));

    public static SimulatedRun Simulate(Scenario scenario, SyntheticTraffic traffic, ulong seed) =>
        Core.Simulation.Simulation.Run(scenario, traffic.Start(seed), seed);

    /// <returns>In how many of so many seeds.</returns>
    public static int Count(int seeds, Scenario scenario, SyntheticTraffic traffic, Func<SimulatedRun, bool> which) =>
        Enumerable.Range(1, seeds).AsParallel().Count(seed => which(Simulate(scenario, traffic, (ulong)seed)));

    public static VersionBehaviour Out(this VersionBehaviour version, int from, int to, double rate, TimeSpan? failsAfter) =>
        version with { Outages = [new Outage(TimeSpan.FromSeconds(from), TimeSpan.FromSeconds(to), rate, failsAfter)] };
}
