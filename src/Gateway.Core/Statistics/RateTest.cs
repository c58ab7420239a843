using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Gateway.Core.Statistics;

/// <summary>Evidence about one arm's bad rate against a limit: tests B and C2.</summary>
/// <remarks>
/// Anytime-valid e-values. Source: Lindon, Sanden, Shirikian, <i>Rapid Regression Detection in Software Deployments through
/// Sequential Testing</i>, KDD 2022; mixtures over alternatives as in the judge's page.
/// </remarks>
public static class RateTest
{
    /// <summary>B. Null: the rate is at most <paramref name="limit"/>.</summary>
    /// <param name="bad">0 … attempts.</param>
    /// <param name="attempts">≥ 0.</param>
    /// <param name="limit">A share in (0, 0.9).</param>
    /// <returns>ln E: 0 without attempts; failed at ln(1/α).</returns>
    public static double Above(long bad, long attempts, double limit)
    {
        Check(bad, attempts, limit);
        Span<double> logs = stackalloc double[RatioTest.Alternatives];
        LogRatios(logs, bad, attempts, limit, Math.Log(0.9 / limit) / RatioTest.Alternatives);
        return LogSum.Mean(logs);
    }

    /// <summary>C2. Null: the rate is at least <paramref name="limit"/>. Half of the evidence bets on no bad attempt at all.</summary>
    /// <returns>ln E: 0 without attempts; passed at ln(1/α).</returns>
    public static double Below(long bad, long attempts, double limit)
    {
        Check(bad, attempts, limit);
        Span<double> logs = stackalloc double[RatioTest.Alternatives];
        LogRatios(logs, bad, attempts, limit, -Math.Log(64) / RatioTest.Alternatives);
        double flawless = bad == 0 ? -attempts * LogOf1Minus(limit) : double.NegativeInfinity;
        return LogSum.Mean([flawless, LogSum.Mean(logs)]);
    }

    /// <returns>How many attempts a candidate with <paramref name="bad"/> bad ones needs in all until C2 passes at <paramref name="alpha"/>.</returns>
    public static long AttemptsToPass(long bad, double limit, double alpha)
    {
        double threshold = Math.Log(1 / alpha);
        long enough = Math.Max(bad, 1);
        while (Below(bad, enough, limit) < threshold)
        {
            enough *= 2;
        }

        long few = Math.Max(bad, enough / 2 - 1);
        while (enough - few > 1)
        {
            long middle = few + (enough - few) / 2;
            (few, enough) = Below(bad, middle, limit) >= threshold ? (few, middle) : (middle, enough);
        }

        return enough;
    }

    /// <summary>bad · ln(rate / limit) + (attempts − bad) · ln((1 − rate) / (1 − limit)) for the rates limit · e^step, limit · e^2step, …</summary>
    private static void LogRatios(Span<double> logs, long bad, long attempts, double limit, double step)
    {
        double good = attempts - bad, before = LogOf1Minus(limit);
        Span<Vector256<double>> fours = MemoryMarshal.Cast<double, Vector256<double>>(logs);
        Vector256<double> above = Vector256.Create(1.0, 2, 3, 4) * step;
        for (int i = 0; i < fours.Length; i++)
        {
            fours[i] = bad * above + good * (LogOf1Minus(limit * Vector256.Exp(above)) - Vector256.Create(before));
            above += Vector256.Create(Vector256<double>.Count * step);
        }
    }

    /// <summary>ln(1 − x), exact for small x as well.</summary>
    private static double LogOf1Minus(double x) => LogOf1Minus(Vector256.Create(x)).GetElement(0);

    private static Vector256<double> LogOf1Minus(Vector256<double> x)
    {
        Vector256<double> small = -x - x * x / 2 - x * x * x / 3;
        return Vector256.ConditionalSelect(Vector256.LessThan(x, Vector256.Create(1e-4)), small, Vector256.Log(Vector256<double>.One - x));
    }

    private static void Check(long bad, long attempts, double limit)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bad);
        ArgumentOutOfRangeException.ThrowIfLessThan(attempts, bad);
        if (!(limit > 0 && limit < 0.9))
        {
            throw new ArgumentOutOfRangeException(nameof(limit), limit, "A limit is a share in (0, 0.9).");
        }
    }
}
