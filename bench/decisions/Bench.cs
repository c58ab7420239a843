using Gateway.Core.Simulation;
using Gateway.Core.Statistics;
using Gateway.Decisions.Peers;

namespace Gateway.Decisions;

/// <summary>Runs many seeds at once; the seeds decide, so neither the number of cores nor their order matters.</summary>
/// <param name="scale">Of the number of seeds: 1 is the committed report.</param>
/// <param name="least">Seeds, whatever the scale.</param>
internal sealed class Bench(double scale, int least = 20)
{
    public SimulatedRun[] Runs(int seeds, Scenario scenario, SyntheticTraffic traffic)
    {
        SimulatedRun[] runs = new SimulatedRun[Count(seeds)];
        Parallel.For(0, runs.Length, seed => runs[seed] = Simulation.Run(scenario, traffic.Start((ulong)seed), (ulong)seed * 7919 + 17));
        return runs;
    }

    public Ended[] Peers(int seeds, Func<IWorld, Ended> rule, VersionBehaviour baseline, VersionBehaviour candidate, double rate, bool equal)
    {
        Ended[] ends = new Ended[Count(seeds)];
        Parallel.For(0, ends.Length, seed => ends[seed] = rule(new World(baseline, candidate, rate, equal, (ulong)seed + 1)));
        return ends;
    }

    public T[] Each<T>(int seeds, Func<Draws, T> draw)
    {
        T[] drawn = new T[Count(seeds)];
        Parallel.For(0, drawn.Length, seed => drawn[seed] = draw(new Draws((ulong)seed).Stream(99)));
        return drawn;
    }

    public static Scenario Scenario(double rate, int[]? steps = null, string[]? guards = null, TimeSpan? until = null, bool copies = false) =>
        new(DefaultPlan.Of(rate, steps, guards, copies), until ?? TimeSpan.FromHours(1)) { Tick = Rates.Tick(rate) };

    private int Count(int seeds) => Math.Max(least, (int)(seeds * scale));
}
