using Gateway.Core.Simulation;
using Gateway.Core.Statistics;
using static Gateway.Decisions.Figures;

namespace Gateway.Decisions.Situations;

/// <summary>
/// Attempts to a verdict beside Wald's sequential test that knows both rates: no test with the same α needs fewer on average. Only attempts that
/// had ended count, for Wald's test knows of no flight. Beside it, the least that any test can need which trusts the coins alone.
/// </summary>
/// <remarks>Source: A. Wald, <i>Sequential Tests of Statistical Hypotheses</i>, 1945. Null: 1.5 times the baseline's rate, threshold ln(1/α) of <c>errors &lt;= 1.5x baseline</c>.</remarks>
internal sealed class Optimum(Bench bench)
{
    private const double Rate = 200;
    private const double Alpha = 0.0025;
    private const double Theta = 1.5;
    private const double Share = 0.05;
    private const double Reachable = 1.4;

    /// <summary>What one bad attempt of the candidate can be worth at most: under the null it is the candidate's with this probability, whatever the alternative.</summary>
    private const double OfCandidate = Share * Theta / (Share * Theta + 1 - Share);

    /// <summary>Bad attempts of the candidate without which no test on coins can have an e-value of 1/α.</summary>
    public static int LeastBad { get; } = (int)Math.Ceiling(Math.Log(Alpha) / Math.Log(OfCandidate));

    public IEnumerable<Row> Rows() => new[] { 0.2, 0.05, 0.01 }.Select(Against);

    private Row Against(double rate)
    {
        SimulatedRun[] runs = bench.Runs(400, Undecided(), new SyntheticTraffic(Rate, Versions.Good, Versions.Bad(rate)));
        double ours = runs.Average(run => (double)run.EndedAtVerdict), failed = Figures.Share(runs, run => run.RolledBack);
        double wald = bench.Each(4000, draws => (double)Attempts(draws, Theta * Versions.Good.BadRate, rate)).Average();
        double coins = bench.Each(4000, draws => Coins(draws, rate / Versions.Good.BadRate, rate)).Average();
        return new Row(
            $"distance to the optimum at {Percent(rate)} bad, 5 % weight", "≤ 1.4 × its attempts", $"{Number(ours / wald)} × ({Number(ours)} against {Number(wald)})", ours / wald <= Reachable && failed == 1, runs.Length,
            $"{Percent(failed)} of the runs failed. {Floor(rate, wald)}Wald's own test on the same coins needs {Number(coins)}: the judge {Number(ours / coins)} × that.");
    }

    private static string Floor(double rate, double wald) => LeastBad / rate / wald <= Reachable ? "" :
        $"Wald's test trusts that the baseline fails in exactly 0.1 %; the judge trusts the coins alone, so that an outage of both is nobody's fault. A bad attempt is then the candidate's with {Percent(OfCandidate)} under the null, "
        + $"so each is worth at most a factor of {Number(1 / OfCandidate)}, and {Number(1 / Alpha)} takes {LeastBad} of them: {Number(LeastBad / rate)} attempts, {Number(LeastBad / rate / wald)} ×, is the least for any such test, whatever it is. ";

    /// <summary>A step that does not end, so that no run is promoted before its verdict.</summary>
    private static Scenario Undecided()
    {
        Scenario scenario = Bench.Scenario(Rate, [(int)(Share * 10_000)]);
        return scenario with { Plan = scenario.Plan with { Steps = [scenario.Plan.Steps[0] with { MinDuration = scenario.Until }] } };
    }

    private static long Attempts(Draws draws, double @null, double rate)
    {
        double log = 0;
        long attempts = 0;
        for (; log < Math.Log(1 / Alpha); attempts++)
        {
            log += draws.Chance(rate) ? Math.Log(rate / @null) : Math.Log((1 - rate) / (1 - @null));
        }

        return attempts;
    }

    /// <summary>Each bad attempt of either version is one coin.</summary>
    private static double Coins(Draws draws, double ratio, double rate)
    {
        double log = 0, ofCandidate = Share * ratio / (Share * ratio + 1 - Share);
        double attempts = 0;
        while (log < Math.Log(1 / Alpha))
        {
            bool candidate = draws.Chance(ofCandidate);
            log += (candidate ? Math.Log(ratio / Theta) : 0) + Math.Log((Share * Theta + 1 - Share) / (Share * ratio + 1 - Share));
            double badPerAttempt = rate / ofCandidate; // of both versions, per attempt of the candidate
            attempts += draws.Exponential() / badPerAttempt;
        }

        return attempts;
    }
}
