using Gateway.Core.Simulation;
using static Gateway.Decisions.Figures;

namespace Gateway.Decisions.Situations;

/// <summary>An outage of both versions: nobody is to blame, and nothing is promoted while it lasts.</summary>
internal sealed class SameOutage(Bench bench)
{
    private const double Rate = 200;
    private const int From = 150;
    private const int To = 240;

    public IEnumerable<Row> Rows() =>
    [
        Ramp("one host each", 1, 1, 400),
        Ramp("three hosts and one", 3, 1, 400),
        Ramp("one host and three", 1, 3, 1000),
        Hangs(),
    ];

    public Row Ramp(string hosts, int baseline, int candidate, int seeds)
    {
        VersionBehaviour version = Versions.Good.Out(From, To, 0.3, TimeSpan.FromMilliseconds(5));
        SimulatedRun[] runs = bench.Runs(seeds, Bench.Scenario(Rate), new SyntheticTraffic(Rate, version with { Hosts = baseline }, version with { Hosts = candidate }));
        double failed = Share(runs, run => run.RolledBack);
        int during = runs.Count(run => run.PromotedAt is { TotalSeconds: > From and < To });
        return new Row(
            $"both in a 30 % outage during the ramp, {hosts}: rolled back", "≤ 1 %, not promoted during it",
            $"{Percent(failed)}; promoted during it {during}; held {Percent(Share(runs, run => run.HeldForEnvironment))}, promoted afterwards {Percent(Share(runs, run => run.PromotedAt?.TotalSeconds >= To))}",
            failed <= 0.01 && during == 0, runs.Length);
    }

    public Row Hangs()
    {
        SyntheticTraffic traffic = new(Rate, Versions.Good.Out(60, 120, 0.3, null), Versions.Good.Out(60, 120, 0.3, TimeSpan.FromMilliseconds(1))) { Timeout = TimeSpan.FromSeconds(10) };
        SimulatedRun[] runs = bench.Runs(400, Bench.Scenario(Rate, [500], until: TimeSpan.FromMinutes(3)), traffic);
        double failed = Share(runs, run => run.RolledBack);
        return new Row("candidate refuses in 1 ms while the baseline hangs to its timeout, same outage", "≤ 1 %", Percent(failed), failed <= 0.01, runs.Length);
    }
}
