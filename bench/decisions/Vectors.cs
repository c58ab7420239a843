using Gateway.Core.Statistics;
using Gateway.Decisions.Peers;

namespace Gateway.Decisions;

/// <summary>What must come out before anyone is compared: the published or computed numbers of each peer's rule.</summary>
/// <param name="Source">Where the number is from.</param>
internal sealed record Vector(string What, string Expected, string Got, bool Holds, string Source);

internal static class Vectors
{
    private static readonly double[] Ones = [.. Enumerable.Repeat(1.0, 10)];

    public static IEnumerable<Vector> All(Bench bench)
    {
        (double low, double high, double estimate) = MannWhitney.Interval([10, 20, 30, 40], [1, 2, 3, 4], 0.95);
        yield return new Vector("Kayenta {10,20,30,40} against {1,2,3,4}, 95 %", "(6, 39), 22.5", $"({low:0.######}, {high:0.######}), {estimate:0.######}", Close(low, 6) && Close(high, 39) && Close(estimate, 22.5), "its own tests");
        double[] seven = [.. Enumerable.Repeat(100.0, 7), 1, 1, 1], eight = [.. Enumerable.Repeat(100.0, 8), 1, 1];
        (low, high, estimate) = MannWhitney.Interval(seven, Ones, 0.98);
        yield return new Vector(
            "Kayenta 7 × 100 + 3 × 1 against 10 × 1, 98 %", "(6.82502e-05, 99), 98.9999290", $"({low:0.00000e+00}, {high:0.######}), {estimate:0.0000000}",
            Math.Abs(low - 6.825022991538788e-05) < 1e-9 && Close(high, 99) && Close(estimate, 98.99992904), "spinnaker#6278");
        yield return Of("Kayenta, the same: 7 of 10 pass, 8 of 10 high", "Pass, High", $"{Kayenta.Classify(seven, Ones)}, {Kayenta.Classify(eight, Ones)}", "spinnaker#6278");
        yield return Of("Kayenta {0,1,2,1,0,0} against zeros", "Pass", $"{Kayenta.Classify([0, 1, 2, 1, 0, 0], new double[6])}", "kayenta#426");
        double shift = Figures.Share(bench.Each(1000, draws => Shifted(draws, 60)), high => high);
        yield return new Vector("Kayenta, a shift of half a standard deviation of 1 %, 60 points: high", "27 %", Figures.Percent(shift), shift is > 0.2 and < 0.34, "research page, 3.1");
        double exact = FlaggerExactly(60, 60, 0.002, 5);
        yield return new Vector("Flagger, 0.2 % errors, 60 requests × 60 windows, 99 %, 5 failed checks: rolled back (exact)", "82 %", Figures.Percent(exact), Math.Abs(exact - 0.82) < 0.005, "research page, fact 3");
        double ruled = Figures.Share(bench.Each(4000, FlaggerRuled), back => back);
        yield return new Vector("Flagger, the same through the rule", "82 %", Figures.Percent(ruled), Math.Abs(ruled - 0.82) < 0.06, "research page, fact 3");
        double peeked = Figures.Share(bench.Each(4000, Peeks), crossed => crossed);
        yield return new Vector("z-test at 1 % looked at 120 times, identical versions", "about 9.5 %", Figures.Percent(peeked), peeked is > 0.05 and < 0.15, "research page, 3.2 F");
    }

    /// <returns>P(at least <paramref name="threshold"/> of the windows hold an error): one error in 60 is 98.3 %.</returns>
    public static double FlaggerExactly(int windows, int requests, double errors, int threshold)
    {
        double failed = 1 - Math.Pow(1 - errors, requests), below = 0, term = Math.Pow(1 - failed, windows);
        for (int k = 0; k < threshold; k++)
        {
            below += term;
            term *= (double)(windows - k) / (k + 1) * failed / (1 - failed);
        }

        return 1 - below;
    }

    public static bool FlaggerRuled(Draws draws)
    {
        Flagger rule = new();
        for (int window = 0; window < 60; window++)
        {
            rule.Check(new Window(60, Counting.Binomial(draws, 60, 0.002), 50, 0));
        }

        return rule.MustRollBack;
    }

    public static bool Peeks(Draws draws)
    {
        double sum = 0;
        for (int look = 1; look <= PeekedZ.Looks; look++)
        {
            sum += draws.Normal();
            if (sum / Math.Sqrt(look) > PeekedZ.Critical)
            {
                return true;
            }
        }

        return false;
    }

    private static bool Shifted(Draws draws, int points)
    {
        double[] Series(double mean) => [.. Enumerable.Range(0, points).Select(_ => mean * (1 + 0.01 * draws.Normal()))];
        return Kayenta.Classify(Series(1.005), Series(1)) == Classification.High;
    }

    private static Vector Of(string what, string expected, string got, string source) => new(what, expected, got, expected == got, source);

    private static bool Close(double one, double other) => Math.Abs(one - other) < 1e-6;
}
