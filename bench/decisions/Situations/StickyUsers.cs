using Gateway.Core.Simulation;
using static Gateway.Decisions.Figures;

namespace Gateway.Decisions.Situations;

/// <summary>Users with a key always meet the same version, so all their errors are one coin.</summary>
internal sealed class StickyUsers(Bench bench)
{
    private const double Rate = 200;

    public IEnumerable<Row> Rows() => [AFifthFails(), FewFailOften()];

    public Row AFifthFails()
    {
        SyntheticTraffic traffic = new(Rate, Versions.Good, Versions.Good with { BadUsers = 4000 }) { Users = 20_000 };
        SimulatedRun[] runs = bench.Runs(200, Bench.Scenario(Rate), traffic);
        double failed = Share(runs, run => run.RolledBack);
        return new Row(
            "a fifth of the sticky users always fail, `errors <= 2%`", "failed",
            $"failed in {Percent(failed)}, median {Time(Median(runs.Select(run => run.FailedAt?.TotalSeconds ?? double.PositiveInfinity)))}", failed >= 0.99, runs.Length);
    }

    public Row FewFailOften()
    {
        VersionBehaviour twenty = new(0, Versions.Latency) { BadUsers = 20 };
        SimulatedRun[] runs = bench.Runs(400, Bench.Scenario(Rate, [2500], until: TimeSpan.FromMinutes(5)), new SyntheticTraffic(Rate, twenty, twenty) { Users = 2000 });
        double failed = Share(runs, run => run.RolledBack);
        return new Row("20 bad sticky users × 30 errors, identical versions", "≤ 1 %", Percent(failed), failed <= 0.01, runs.Length);
    }
}
