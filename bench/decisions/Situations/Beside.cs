using Gateway.Core.Simulation;
using static Gateway.Decisions.Figures;

namespace Gateway.Decisions.Situations;

/// <summary>Shown beside: what must be known to read the rest.</summary>
internal sealed class Beside(Bench bench)
{
    private const double Rate = 200;

    public IEnumerable<Row> Rows()
    {
        SimulatedRun[] users = bench.Runs(40, Bench.Scenario(Rate), new SyntheticTraffic(Rate, Versions.Good, Versions.Good) { Users = 5000 });
        yield return new Row(
            "shown beside: identical versions, 5 000 sticky users for an hour", "rolled back ≤ 1 %",
            $"{Percent(Share(users, run => run.RolledBack))} rolled back, {Percent(Share(users, run => run.Promoted))} promoted, {Percent(Share(users, run => run.HeldForEnvironment))} held for the environment", null, users.Length,
            "The unit is the key: with 0.1 % bad requests the share of users who ever met one passes the 2 % of `errors <= 2%`, on both sides, so the run stands and nobody is blamed. A limit on sticky users is one on users.");
        yield return new Row("shown beside: fixed 99 % threshold, 60 requests a window, 5 failed checks", "about 82 % false rollbacks", Percent(Vectors.FlaggerExactly(60, 60, 0.002, 5)), null, 0, "Exact, not drawn.");
        bool[] peeks = bench.Each(4000, Vectors.Peeks);
        yield return new Row("shown beside: a z-test at 1 % looked at 120 times", "about 10 %", Percent(Share(peeks, crossed => crossed)), null, peeks.Length);
    }
}
