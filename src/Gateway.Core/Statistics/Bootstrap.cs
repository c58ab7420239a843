namespace Gateway.Core.Statistics;

/// <summary>Percentile intervals from resampled rows; the same seed gives the same interval.</summary>
public static class Bootstrap
{
    private const long MostDraws = 100_000_000;

    /// <returns>How often rows are drawn anew: fewer for many rows, whose intervals are narrow anyhow.</returns>
    public static int Resamples(int rows) => (int)Math.Clamp(MostDraws / Math.Max(1, rows), 100, 1000);

    /// <param name="statistics">Of the rows whose places are given, one after another; NaN where undefined.</param>
    /// <returns>An interval for each statistic; NaN where it is undefined in more than half of the resamples.</returns>
    public static Interval[] Of(int rows, Func<int[], double[]> statistics, ulong seed, double confidence = 0.95)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(rows);
        Draws random = new(seed);
        int[] places = new int[rows];
        double[][] drawn = new double[Resamples(rows)][];
        for (int i = 0; i < drawn.Length; i++)
        {
            for (int row = 0; row < rows; row++)
            {
                places[row] = random.Below(rows);
            }

            drawn[i] = statistics(places);
        }

        return [.. Enumerable.Range(0, drawn[0].Length).Select(k => Percentiles([.. drawn.Select(values => values[k]).Where(double.IsFinite)], drawn.Length, confidence))];
    }

    private static Interval Percentiles(double[] values, int of, double confidence)
    {
        if (values.Length * 2 <= of)
        {
            return new Interval(double.NaN, double.NaN);
        }

        Array.Sort(values);
        return new Interval(Quantiles.Sorted(values, (1 - confidence) / 2), Quantiles.Sorted(values, (1 + confidence) / 2));
    }
}
