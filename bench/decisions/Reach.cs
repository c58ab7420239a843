using Gateway.Core.Simulation;
using static Gateway.Decisions.Bench;
using static Gateway.Decisions.Figures;

namespace Gateway.Decisions;

/// <summary>The table "What it must reach" of the judge's page, row by row. 200 requests a second unless a row says otherwise.</summary>
internal sealed class Reach(Bench bench)
{
    private const double Rate = 200;
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(5);

    public IEnumerable<Row> Rows()
    {
        Func<IEnumerable<Row>>[] rows =
        [
            Identical, () => [Outage("one host each", 1, 1)], () => [Outage("three hosts and one", 3, 1)], () => [Outage("one host and three", 1, 3)],
            () => [LittleSlower()], () => [Slower()], () => [Dead()], () => [Hangs()], () => [HostKilled()], () => [Failing(0.2, 2)], () => [Failing(0.05, 8)],
            new Optimum(bench).Rows, () => [StickyFifth()], () => [StickyRepeats()], Beside,
        ];
        return rows.SelectMany(row => row());
    }

    private IEnumerable<Row> Beside()
    {
        SimulatedRun[] users = bench.Runs(40, Scenario(Rate), new SyntheticTraffic(Rate, Versions.Good, Versions.Good) { Users = 5000 });
        yield return new Row(
            "shown beside: identical versions, 5 000 sticky users for an hour", "rolled back ≤ 1 %",
            $"{Percent(Share(users, run => run.RolledBack))} rolled back, {Percent(Share(users, run => run.Promoted))} promoted, {Percent(Share(users, run => run.HeldForEnvironment))} held for the environment", null, users.Length,
            "the unit is the key: with 0.1 % bad requests the share of users who ever met one passes the 2 % of `errors <= 2%`, on both sides, so the run stands and nobody is blamed");
        yield return new Row("shown beside: fixed 99 % threshold, 60 requests a window, 5 failed checks", "about 82 % false rollbacks", Percent(Vectors.FlaggerExactly(60, 60, 0.002, 5)), null, 0);
        bool[] peeks = bench.Each(4000, Vectors.Peeks);
        yield return new Row("shown beside: a z-test at 1 % looked at 120 times", "about 10 %", Percent(Share(peeks, crossed => crossed)), null, peeks.Length);
    }

    private IEnumerable<Row> Identical()
    {
        SimulatedRun[] runs = bench.Runs(1000, Scenario(Rate), new SyntheticTraffic(Rate, Versions.Good, Versions.Good));
        double failed = Share(runs, run => run.RolledBack), promoted = Share(runs, run => run.Promoted);
        yield return new Row("identical versions, default plan: rolled back", "≤ 1 %", Percent(failed), failed <= 0.01, runs.Length);
        yield return Promotion(runs, "200/s", 0.95, 8 * 60);
        yield return Promotion(bench.Runs(400, Scenario(1, until: TimeSpan.FromHours(24)), new SyntheticTraffic(1, Versions.Good, Versions.Good)), "1/s", 0.95, 3600);
        foreach (bool copies in new[] { false, true })
        {
            yield return AtLow(Rates.Hourly20.PerSecond, $"20/h{(copies ? " with copies first" : "")}", copies);
        }

        yield return AtLow(10 / 3600.0, "10/h, where copies come first by themselves", false) with { Situation = "shown beside: identical versions at 10/h, where copies come first by themselves", Reached = null };
    }

    private Row AtLow(double rate, string name, bool copies)
    {
        SimulatedRun[] runs = bench.Runs(400, Scenario(rate, until: TimeSpan.FromDays(8), copies: copies), new SyntheticTraffic(rate, Versions.Good, Versions.Good));
        double back = Share(runs, run => run.RolledBack);
        Row row = Promotion(runs, name, 0.95, 48 * 3600);
        return row with { Measured = $"{row.Measured}, rolled back {Percent(back)}", Reached = row.Reached!.Value && back <= 0.01, Note = "95 % within " + Time(Quantile(runs.Select(run => run.PromotedAt?.TotalSeconds ?? double.PositiveInfinity), 0.95)) };
    }

    private static Row Promotion(SimulatedRun[] runs, string rate, double share, double seconds)
    {
        double promoted = Share(runs, run => run.Promoted), median = Median(runs.Select(run => run.PromotedAt?.TotalSeconds ?? double.PositiveInfinity));
        return new Row($"the same at {rate}: promoted before the bake", $"≥ {Percent(share)}, median ≤ {Time(seconds)}", $"{Percent(promoted)}, median {Time(median)}", promoted >= share && median <= seconds, runs.Length);
    }

    private Row Outage(string hosts, int baseline, int candidate)
    {
        VersionBehaviour out1 = Versions.Good.Out(150, 240, 0.3, Soon);
        SimulatedRun[] runs = bench.Runs(400, Scenario(Rate), new SyntheticTraffic(Rate, out1 with { Hosts = baseline }, out1 with { Hosts = candidate }));
        double failed = Share(runs, run => run.RolledBack);
        int during = runs.Count(run => run.PromotedAt is { } at && at.TotalSeconds is > 150 and < 240);
        int better = runs.Count(run => run.PromotedAt is { } at && at.TotalSeconds is > 150 and < 240 && run.State.Cause == Core.Rollouts.Cause.BaselineBroken);
        string held = Percent(Share(runs, run => run.HeldForEnvironment)), after = Percent(Share(runs, run => run.Promoted));
        return new Row($"both in a 30 % outage during the ramp ({hosts}): rolled back", "≤ 1 %, not promoted during it", $"{Percent(failed)}; promoted during it {during}; held {held}, promoted afterwards {after}", failed <= 0.01 && during == 0, runs.Length,
            during == 0 ? null : $"{better} of the {during} as better than a baseline that breaks its limit: a pass is wrong in at most 5 %");
    }

    private Row LittleSlower()
    {
        SimulatedRun[] runs = bench.Runs(400, Scenario(Rate), new SyntheticTraffic(Rate, Versions.Good, Versions.Slower(1.2)));
        double failed = Share(runs, run => run.RolledBack);
        return new Row("candidate 20 % slower, `p99 <= 1.25x baseline`: failed", "≤ 1 %", Percent(failed), failed <= 0.01, runs.Length);
    }

    private Row Slower() => Detected("candidate 1.5 × slower, 25 % weight", Scenario(Rate, [2500]), Versions.Slower(1.5), 30);

    private Row Failing(double rate, double seconds) => Detected($"candidate {Percent(rate)} bad at 5 % weight", Scenario(Rate, [500]), Versions.Bad(rate), seconds);

    private Row Detected(string situation, Scenario scenario, VersionBehaviour candidate, double seconds)
    {
        SimulatedRun[] runs = bench.Runs(400, scenario, new SyntheticTraffic(Rate, Versions.Good, candidate));
        double median = Figures.Median(runs.Select(run => run.FailedAt?.TotalSeconds ?? double.PositiveInfinity));
        return new Row(situation, $"median ≤ {Time(seconds)}", $"{Time(median)} ({Number(Figures.Median(runs.Select(run => (double)run.Bad)))} bad)", median <= seconds, runs.Length);
    }

    private Row Dead()
    {
        SimulatedRun[] runs = bench.Runs(400, Scenario(Rate, [500]), new SyntheticTraffic(Rate, Versions.Good, Versions.Good.Out(0, 9999, 1, Soon)));
        double bad = Figures.Median(runs.Select(run => (double)run.BadAtVerdict)), seconds = Figures.Median(runs.Select(run => run.FailedAt?.TotalSeconds ?? double.PositiveInfinity));
        return new Row("candidate 100 % bad at 5 % weight", "median ≤ 4 bad beyond those in flight, < 1 s", $"{Number(bad)} bad, {Time(seconds)} after the first request", bad <= 4 && seconds < 1, runs.Length);
    }

    private Row Hangs()
    {
        SyntheticTraffic traffic = new(Rate, Versions.Good.Out(60, 120, 0.3, null), Versions.Good.Out(60, 120, 0.3, TimeSpan.FromMilliseconds(1))) { Timeout = TimeSpan.FromSeconds(10) };
        SimulatedRun[] runs = bench.Runs(400, Scenario(Rate, [500], until: TimeSpan.FromMinutes(3)), traffic);
        double failed = Share(runs, run => run.RolledBack);
        return new Row("candidate refuses in 1 ms while the baseline hangs to its timeout, same outage", "≤ 1 %", Percent(failed), failed <= 0.01, runs.Length);
    }

    private Row HostKilled()
    {
        // 50 requests a second and host of 150 ms each: 8 in flight.
        VersionBehaviour slow = new(0.001, new LatencyShape(TimeSpan.FromMilliseconds(150), 0.4)), two = slow with { Hosts = 2 };
        SyntheticTraffic traffic = new(Rate, two, two with { Deaths = [new HostDeath(TimeSpan.FromSeconds(30), 0)] });
        SimulatedRun[] runs = bench.Runs(200, Scenario(Rate, [5000], until: TimeSpan.FromSeconds(60)), traffic);
        int failed = runs.Count(run => run.RolledBack);
        return new Row("one of two candidate hosts killed with 8 requests in flight", "not rolled back", $"{failed} of {runs.Length}", failed == 0, runs.Length);
    }

    private Row StickyFifth()
    {
        SyntheticTraffic traffic = new(Rate, Versions.Good, Versions.Good with { BadUsers = 4000 }) { Users = 20_000 };
        SimulatedRun[] runs = bench.Runs(200, Scenario(Rate), traffic);
        double failed = Share(runs, run => run.RolledBack);
        return new Row("a fifth of the sticky users always fail, `errors <= 2%`", "failed", $"failed in {Percent(failed)}, median {Time(Figures.Median(runs.Select(run => run.FailedAt?.TotalSeconds ?? double.PositiveInfinity)))}", failed >= 0.99, runs.Length);
    }

    private Row StickyRepeats()
    {
        VersionBehaviour twenty = new(0, Versions.Latency) { BadUsers = 20 };
        SyntheticTraffic traffic = new(Rate, twenty, twenty) { Users = 2000 };
        SimulatedRun[] runs = bench.Runs(400, Scenario(Rate, [2500], until: TimeSpan.FromMinutes(5)), traffic);
        double failed = Share(runs, run => run.RolledBack);
        return new Row("20 bad sticky users × 30 errors, identical versions", "≤ 1 %", Percent(failed), failed <= 0.01, runs.Length);
    }
}
