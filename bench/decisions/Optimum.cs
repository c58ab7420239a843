using Gateway.Core.Simulation;
using static Gateway.Decisions.Figures;

namespace Gateway.Decisions;

/// <summary>Attempts to a verdict beside Wald's sequential test that knows both rates: no test with the same α needs fewer on average.</summary>
/// <remarks>Source: A. Wald, <i>Sequential Tests of Statistical Hypotheses</i>, 1945. Null: 1.5 times the baseline's rate, threshold ln(1/α) of <c>errors &lt;= 1.5x baseline</c>.</remarks>
internal sealed class Optimum(Bench bench)
{
    private const double Rate = 200;
    private const double Alpha = 0.0025;

    public IEnumerable<Row> Rows() => new[] { 0.2, 0.05, 0.01 }.Select(Against);

    private Row Against(double rate)
    {
        double @null = 1.5 * Versions.Good.BadRate;
        SimulatedRun[] runs = bench.Runs(400, Bench.Scenario(Rate, [500]), new SyntheticTraffic(Rate, Versions.Good, Versions.Bad(rate)));
        double ours = runs.Average(run => run.Attempts);
        double wald = bench.Each(4000, draws => (double)Attempts(draws, @null, rate)).Average();
        double coins = bench.Each(4000, draws => Coins(draws, 0.05, 1.5, rate / Versions.Good.BadRate, rate)).Average();
        return new Row(
            $"distance to the optimum at {Percent(rate)} bad, 5 % weight", "≤ 1.4 × its attempts", $"{Number(ours / wald)} × ({Number(ours)} against {Number(wald)})", ours / wald <= 1.4, runs.Length,
            $"against Wald's test that knows the ratio and sees what test A sees, the coins of bad attempts: {Number(ours / coins)} × ({Number(coins)})");
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
    private static double Coins(Draws draws, double share, double @null, double ratio, double rate)
    {
        double log = 0, ofCandidate = share * ratio / (share * ratio + 1 - share);
        double attempts = 0;
        while (log < Math.Log(1 / Alpha))
        {
            bool candidate = draws.Chance(ofCandidate);
            log += (candidate ? Math.Log(ratio / @null) : 0) + Math.Log((share * @null + 1 - share) / (share * ratio + 1 - share));
            double badPerAttempt = rate / ofCandidate; // of both versions, per attempt of the candidate
            attempts += draws.Exponential() / badPerAttempt;
        }

        return attempts;
    }
}
