using Gateway.Core.Simulation;
using static Gateway.Decisions.Figures;

namespace Gateway.Decisions.Situations;

/// <summary>A candidate that fails: wholly, in part, or one of its hosts.</summary>
internal sealed class Failing(Bench bench)
{
    private const double Rate = 200;

    public IEnumerable<Row> Rows() => [Dead(), HostKilled(), Partly(0.2, 2), Partly(0.05, 8)];

    public Row Dead()
    {
        SimulatedRun[] runs = bench.Runs(400, Bench.Scenario(Rate, [500]), new SyntheticTraffic(Rate, Versions.Good, Versions.Good.Out(0, 9999, 1, TimeSpan.FromMilliseconds(5))));
        double bad = Median(runs.Select(run => (double)run.BadAtVerdict)), seconds = MedianTime(runs);
        return new Row("candidate 100 % bad at 5 % weight", "median ≤ 4 bad beyond those in flight, < 1 s", $"{Number(bad)} bad, {Time(seconds)} after the first request", bad <= 4 && seconds < 1, runs.Length);
    }

    /// <summary>50 requests a second and host of 150 ms each: 8 in flight.</summary>
    public Row HostKilled()
    {
        VersionBehaviour two = new VersionBehaviour(0.001, new LatencyShape(TimeSpan.FromMilliseconds(150), 0.4)) with { Hosts = 2 };
        SyntheticTraffic traffic = new(Rate, two, two with { Deaths = [new HostDeath(TimeSpan.FromSeconds(30), 0)] });
        SimulatedRun[] runs = bench.Runs(200, Bench.Scenario(Rate, [5000], until: TimeSpan.FromSeconds(60)), traffic);
        int failed = runs.Count(run => run.RolledBack);
        return new Row("one of two candidate hosts killed with 8 requests in flight", "not rolled back", $"{failed} of {runs.Length}", failed == 0, runs.Length);
    }

    public Row Partly(double share, double seconds)
    {
        SimulatedRun[] runs = bench.Runs(400, Bench.Scenario(Rate, [500]), new SyntheticTraffic(Rate, Versions.Good, Versions.Bad(share)));
        double median = MedianTime(runs);
        return new Row(
            $"candidate {Percent(share)} bad at 5 % weight", $"median ≤ {Time(seconds)}", $"{Time(median)}, {Number(Median(runs.Select(run => (double)run.Bad)))} bad, promoted {Percent(Share(runs, run => run.Promoted))}",
            median <= seconds, runs.Length);
    }

    private static double MedianTime(SimulatedRun[] runs) => Median(runs.Select(run => run.FailedAt?.TotalSeconds ?? double.PositiveInfinity));
}
