using Gateway.Core.Simulation;
using static Gateway.Decisions.Figures;

namespace Gateway.Decisions.Situations;

/// <summary>A candidate that is slower: within the guard, and beyond it.</summary>
internal sealed class Slower(Bench bench)
{
    private const double Rate = 200;

    public IEnumerable<Row> Rows() => [Within(), Beyond()];

    public Row Within()
    {
        SimulatedRun[] runs = bench.Runs(400, Bench.Scenario(Rate), new SyntheticTraffic(Rate, Versions.Good, Versions.Slower(1.2)));
        double failed = Share(runs, run => run.RolledBack);
        return new Row("candidate 20 % slower, `p99 <= 1.25x baseline`: failed", "≤ 1 %", Percent(failed), failed <= 0.01, runs.Length);
    }

    public Row Beyond()
    {
        SimulatedRun[] runs = bench.Runs(400, Bench.Scenario(Rate, [2500]), new SyntheticTraffic(Rate, Versions.Good, Versions.Slower(1.5)));
        double median = Median(runs.Select(run => run.FailedAt?.TotalSeconds ?? double.PositiveInfinity));
        return new Row("candidate 1.5 × slower, 25 % weight", "median ≤ 30 s", Time(median), median <= 30, runs.Length);
    }
}
