namespace Gateway.Core.Evaluation;

/// <summary>The area under the ROC curve: how often a positive row scores above a negative one, ties counting half.</summary>
/// <param name="Value">NaN without rows of both kinds.</param>
/// <param name="Positives">For each positive row, the share of negative ones that it beats.</param>
/// <param name="Negatives">For each negative row, the share of positive ones that beat it.</param>
/// <remarks>Source: DeLong, DeLong, Clarke-Pearson, Biometrics 44 (1988), by ranks as Sun and Xu (2014) do.</remarks>
public sealed record Auc(double Value, double[] Positives, double[] Negatives)
{
    public static Auc Of(ReadOnlySpan<double> scores, ReadOnlySpan<bool> positive)
    {
        double[] of = Ranked(scores, positive, true), others = Ranked(scores, positive, false);
        return new Auc(of.Length == 0 || others.Length == 0 ? double.NaN : of.Average(), of, others);
    }

    public double Variance => Covariance(Positives, Positives) / Positives.Length + Covariance(Negatives, Negatives) / Negatives.Length;

    /// <summary>Of two models on the same rows.</summary>
    public static double Covariance(Auc first, Auc second) =>
        Covariance(first.Positives, second.Positives) / first.Positives.Length + Covariance(first.Negatives, second.Negatives) / first.Negatives.Length;

    /// <summary>Without the scores, from the area alone.</summary>
    /// <remarks>Source: Hanley and McNeil, Radiology 143 (1982).</remarks>
    public static double HanleyMcNeilVariance(double area, long positives, long negatives)
    {
        double q1 = area / (2 - area), q2 = 2 * area * area / (1 + area);
        return (area * (1 - area) + (positives - 1) * (q1 - area * area) + (negatives - 1) * (q2 - area * area)) / ((double)positives * negatives);
    }

    /// <returns>For each row of one kind, its share of pairs that are in order.</returns>
    private static double[] Ranked(ReadOnlySpan<double> scores, ReadOnlySpan<bool> positive, bool kind)
    {
        List<double> own = [], others = [];
        for (int i = 0; i < scores.Length; i++)
        {
            (positive[i] == kind ? own : others).Add(kind ? scores[i] : -scores[i]);
        }

        double[] sorted = [.. others.Order()];
        return [.. own.Select(score => (First(sorted, score, false) + First(sorted, score, true)) / (2.0 * sorted.Length))];
    }

    /// <returns>How many values are below, or not above.</returns>
    private static int First(double[] sorted, double score, bool withEqual)
    {
        int low = 0, high = sorted.Length;
        while (low < high)
        {
            int middle = (low + high) / 2;
            bool below = withEqual ? sorted[middle] <= score : sorted[middle] < score;
            (low, high) = below ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    private static double Covariance(double[] first, double[] second)
    {
        double mean = first.Average(), other = second.Average();
        return first.Zip(second, (a, b) => (a - mean) * (b - other)).Sum() / (first.Length - 1);
    }
}
