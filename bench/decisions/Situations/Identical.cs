using Gateway.Core.Simulation;
using static Gateway.Decisions.Figures;

namespace Gateway.Decisions.Situations;

/// <summary>Two versions that are the same: nothing may be rolled back, and how soon is it promoted?</summary>
internal sealed class Identical(Bench bench)
{
    public IEnumerable<Row> Rows()
    {
        SimulatedRun[] busy = Runs(1000, 200, TimeSpan.FromHours(1));
        double failed = Share(busy, run => run.RolledBack);
        yield return new Row("identical versions, default plan: rolled back", "≤ 1 %", Percent(failed), failed <= 0.01, busy.Length);
        yield return Promoted("the same at 200/s: promoted before the bake", 8 * 60, busy);
        yield return Promoted("the same at 1/s: promoted before the bake", 3600, Runs(400, 1, TimeSpan.FromHours(24)));
        yield return AtLow(20, copies: false);
        yield return AtLow(20, copies: true);
        yield return AtLow(10, copies: false) with { Situation = "shown beside: identical versions at 10/h, where copies come first by themselves", Reach = "", Reached = null };
    }

    public Row AtLow(double hourly, bool copies) => Promoted(
        $"the same at {hourly}/h{(copies ? ", copies first although the traffic does not ask for them" : "")}: promoted before the bake", 48 * 3600, Runs(400, hourly / 3600, TimeSpan.FromDays(8), copies));

    private SimulatedRun[] Runs(int seeds, double rate, TimeSpan until, bool copies = false) =>
        bench.Runs(seeds, Bench.Scenario(rate, until: until, copies: copies), new SyntheticTraffic(rate, Versions.Good, Versions.Good));

    private static Row Promoted(string situation, double seconds, SimulatedRun[] runs)
    {
        double promoted = Share(runs, run => run.Promoted), back = Share(runs, run => run.RolledBack);
        double[] times = [.. runs.Select(run => run.PromotedAt?.TotalSeconds ?? double.PositiveInfinity)];
        return new Row(
            situation, $"≥ 95 %, median ≤ {Time(seconds)}", $"{Percent(promoted)}, median {Time(Median(times))}, 95 % within {Time(Quantile(times, 0.95))}, rolled back {Percent(back)}",
            promoted >= 0.95 && back <= 0.01 && Median(times) <= seconds, runs.Length);
    }
}
