namespace Gateway.Core.Evaluation;

/// <summary>How often each class was taken for each.</summary>
/// <param name="Classes">Names; a row and a column each.</param>
/// <param name="Counts">[truth][said]; a last column holds what was none of the classes.</param>
public sealed record ConfusionMatrix(IReadOnlyList<string> Classes, long[][] Counts)
{
    /// <param name="rows">Places in <paramref name="truth"/>; a row may be there more than once.</param>
    public static ConfusionMatrix Of(IReadOnlyList<string> classes, ReadOnlySpan<int> truth, ReadOnlySpan<int> said, ReadOnlySpan<int> rows)
    {
        long[][] counts = [.. classes.Select(_ => new long[classes.Count + 1])];
        foreach (int row in rows)
        {
            counts[truth[row]][said[row] < 0 ? classes.Count : said[row]]++;
        }

        return new ConfusionMatrix(classes, counts);
    }

    public long Rows => Counts.Sum(row => row.Sum());

    public long Right => Classes.Select((_, k) => Counts[k][k]).Sum();

    /// <summary>Rows that are of the class.</summary>
    public long Actual(int k) => Counts[k].Sum();

    /// <summary>Rows that were said to be of the class.</summary>
    public long Said(int k) => Counts.Sum(row => row[k]);

    public double Accuracy => (double)Right / Rows;

    /// <summary>(p₀ − pₑ) / (1 − pₑ): 0 for what chance alone would do; NaN where there is but one class.</summary>
    public double Kappa
    {
        get
        {
            double rows = Rows, chance = Classes.Select((_, k) => Actual(k) / rows * (Said(k) / rows)).Sum();
            return (Accuracy - chance) / (1 - chance);
        }
    }

    /// <returns>NaN when the class was never said.</returns>
    public double Precision(int k) => (double)Counts[k][k] / Said(k);

    /// <returns>NaN when there is no row of the class.</returns>
    public double Recall(int k) => (double)Counts[k][k] / Actual(k);

    /// <returns>NaN when it neither is nor was said.</returns>
    public double F1(int k) => 2.0 * Counts[k][k] / (Actual(k) + Said(k));

    /// <summary>Rows of other classes that were said to be of this one.</summary>
    public double FalsePositiveRate(int k) => (double)(Said(k) - Counts[k][k]) / (Rows - Actual(k));

    /// <summary>The mean of the classes that there are rows of.</summary>
    public double MacroF1 => Enumerable.Range(0, Classes.Count).Where(k => Actual(k) > 0).Select(F1).DefaultIfEmpty(double.NaN).Average();
}
