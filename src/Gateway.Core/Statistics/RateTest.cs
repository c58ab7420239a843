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
        double step = Math.Log(0.9 / limit) / RatioTest.Alternatives;
        for (int k = 0; k < logs.Length; k++)
        {
            logs[k] = LogRatio(bad, attempts, limit, limit * Math.Exp((k + 1) * step));
        }

        return LogSum.Mean(logs);
    }

    /// <summary>C2. Null: the rate is at least <paramref name="limit"/>. Half of the evidence bets on no bad attempt at all.</summary>
    /// <returns>ln E: 0 without attempts; passed at ln(1/α).</returns>
    public static double Below(long bad, long attempts, double limit)
    {
        Check(bad, attempts, limit);
        Span<double> logs = stackalloc double[RatioTest.Alternatives];
        double step = -Math.Log(64) / RatioTest.Alternatives;
        for (int k = 0; k < logs.Length; k++)
        {
            logs[k] = LogRatio(bad, attempts, limit, limit * Math.Exp((k + 1) * step));
        }

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

    private static double LogRatio(long bad, long attempts, double limit, double rate) =>
        bad * Math.Log(rate / limit) + (attempts - bad) * (LogOf1Minus(rate) - LogOf1Minus(limit));

    /// <summary>ln(1 − x), exact for small x as well.</summary>
    private static double LogOf1Minus(double x) => x < 1e-4 ? -x - x * x / 2 - x * x * x / 3 : Math.Log(1 - x);

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
