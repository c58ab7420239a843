namespace Gateway.Core.Statistics;

/// <summary>Intervals and tests of shares.</summary>
public static class Proportion
{
    /// <summary>Wilson's interval of hits / count, in [0, 1]; all of it without any count.</summary>
    /// <remarks>Source: Wilson, JASA 22 (1927).</remarks>
    public static Interval Wilson(long hits, long count, double confidence = 0.95)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(hits);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, hits);
        if (count == 0)
        {
            return new Interval(0, 1);
        }

        double z = Normal.Quantile(0.5 + confidence / 2), share = (double)hits / count;
        double middle = share + z * z / (2 * count), width = z * Math.Sqrt(share * (1 - share) / count + z * z / (4.0 * count * count)), whole = 1 + z * z / count;
        return new Interval(hits == 0 ? 0 : (middle - width) / whole, hits == count ? 1 : (middle + width) / whole);
    }

    /// <summary>Newcombe's interval of the difference of two independent shares, first − second.</summary>
    /// <remarks>Source: Newcombe, Statistics in Medicine 17 (1998), method 10.</remarks>
    public static Interval Difference(long hits, long count, long otherHits, long otherCount, double confidence = 0.95)
    {
        Interval first = Wilson(hits, count, confidence), second = Wilson(otherHits, otherCount, confidence);
        double share = Share(hits, count), other = Share(otherHits, otherCount), difference = share - other;
        return new Interval(
            difference - Math.Sqrt(Square(share - first.Low) + Square(second.High - other)),
            difference + Math.Sqrt(Square(first.High - share) + Square(other - second.Low)));
    }

    /// <summary>McNemar's exact test: whether those that only one of two got right are as many as those that only the other did.</summary>
    /// <returns>Two-sided; 1 when they never disagree.</returns>
    public static double McNemar(long onlyFirst, long onlySecond)
    {
        long less = Math.Min(onlyFirst, onlySecond), all = onlyFirst + onlySecond;
        // P(X ≤ k) of a fair coin = I_½(n − k, k + 1)
        return less == all - less ? 1 : Math.Min(1, 2 * Beta.Share(all - less, less + 1, 0.5));
    }

    private static double Share(long hits, long count) => count == 0 ? 0.5 : (double)hits / count;

    private static double Square(double x) => x * x;
}
