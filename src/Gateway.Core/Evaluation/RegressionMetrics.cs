using Gateway.Core.Statistics;

namespace Gateway.Core.Evaluation;

/// <summary>The figures of a model that says numbers; relative ones against the mean of the truth.</summary>
public static class RegressionMetrics
{
    private static readonly string[] Names = ["mae", "rmse", "rae", "rrse", "r2"];

    /// <param name="rows">Which rows; the whole set, or a slice.</param>
    public static IReadOnlyList<Metric> Of(double[] said, double[] truth, int[] rows, ulong seed)
    {
        double[] values = Values(said, truth, rows);
        Interval[] ranges = Bootstrap.Of(rows.Length, places => Values(said, truth, [.. places.Select(place => rows[place])]), seed);
        return [.. Names.Select((name, i) => new Metric(name, values[i], ranges[i], HigherIsBetter: name == "r2"))];
    }

    /// <returns>Mean absolute error, root of the mean squared one, both as shares of those that the mean would make, and R². NaN where the truth does not vary.</returns>
    private static double[] Values(double[] said, double[] truth, int[] rows)
    {
        double mean = rows.Average(row => truth[row]), absolute = 0, squared = 0, meanAbsolute = 0, meanSquared = 0;
        foreach (int row in rows)
        {
            double error = said[row] - truth[row], plain = mean - truth[row];
            absolute += Math.Abs(error);
            squared += error * error;
            meanAbsolute += Math.Abs(plain);
            meanSquared += plain * plain;
        }

        double relative = meanSquared == 0 ? double.NaN : squared / meanSquared;
        return [absolute / rows.Length, Math.Sqrt(squared / rows.Length), meanAbsolute == 0 ? double.NaN : absolute / meanAbsolute, Math.Sqrt(relative), 1 - relative];
    }
}
