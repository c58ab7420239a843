using Gateway.Core.Statistics;

namespace Gateway.Core.Evaluation;

/// <summary>A candidate against a baseline on the same rows: every test is a paired one.</summary>
public static class Comparison
{
    public static IReadOnlyList<MetricChange> Of(Predictions baseline, Predictions candidate, Truth truth, ulong seed) => (baseline, candidate, truth) switch
    {
        (Predictions.Classification before, Predictions.Classification after, Truth.OfClasses right) => Classes(before, after, right.Places, seed),
        (Predictions.Regression before, Predictions.Regression after, Truth.OfNumbers right) => Numbers(before.Values, after.Values, right.Values, seed),
        _ => throw new ArgumentException("One model says classes and the other numbers: they cannot be compared."),
    };

    private static List<MetricChange> Classes(Predictions.Classification before, Predictions.Classification after, int[] truth, ulong seed)
    {
        int[] all = [.. Enumerable.Range(0, truth.Length)];
        double[] losses = ClassificationMetrics.LogLosses(before, truth), newLosses = ClassificationMetrics.LogLosses(after, truth);
        bool scored = losses.Length > 0 && newLosses.Length > 0;
        Interval[] ranges = Bootstrap.Of(truth.Length, rows => Pair(Shares(before, truth, losses, scored, rows), Shares(after, truth, newLosses, scored, rows)), seed);
        double[] old = Shares(before, truth, losses, scored, all), now = Shares(after, truth, newLosses, scored, all);
        List<MetricChange> changes =
        [
            Make(0, "accuracy", McNemar(before, after, truth), "McNemar, exact"),
            Make(1, "kappa", double.NaN, "resampled"),
            Make(2, "f1", double.NaN, "resampled"),
        ];
        if (scored)
        {
            changes.Add(Make(3, "log-loss", PairedT(losses, newLosses), "paired t"));
            if (before.Classes.Count == 2)
            {
                changes.Add(Area(ClassificationMetrics.Area(before, truth, all, 1), ClassificationMetrics.Area(after, truth, all, 1)));
            }
        }

        return changes;

        MetricChange Make(int i, string name, double p, string test) => new(name, old[i], now[i], now[i] - old[i], ranges[i], p, test, name != "log-loss");
    }

    /// <remarks>DeLong's test of two areas on the same rows.</remarks>
    public static MetricChange Area(Auc before, Auc after)
    {
        double change = after.Value - before.Value, error = Math.Sqrt(Math.Max(0, before.Variance + after.Variance - 2 * Auc.Covariance(before, after)));
        double width = Normal.Quantile(0.975) * error;
        return new MetricChange("auc", before.Value, after.Value, change, new Interval(change - width, change + width), change == 0 ? 1 : Normal.TwoSided(change / error), "DeLong", true);
    }

    private static List<MetricChange> Numbers(double[] before, double[] after, double[] truth, ulong seed)
    {
        double[] errors = [.. before.Zip(truth, (said, right) => said - right)], newErrors = [.. after.Zip(truth, (said, right) => said - right)];
        Interval[] ranges = Bootstrap.Of(truth.Length, rows => Pair(Errors(errors, rows), Errors(newErrors, rows)), seed);
        double[] old = Errors(errors, [.. Enumerable.Range(0, truth.Length)]), now = Errors(newErrors, [.. Enumerable.Range(0, truth.Length)]);
        return
        [
            new("mae", old[0], now[0], now[0] - old[0], ranges[0], PairedT([.. errors.Select(Math.Abs)], [.. newErrors.Select(Math.Abs)]), "paired t", false),
            new("rmse", old[1], now[1], now[1] - old[1], ranges[1], PairedT([.. errors.Select(error => error * error)], [.. newErrors.Select(error => error * error)]), "paired t of squares", false),
        ];
    }

    private static double[] Shares(Predictions.Classification said, int[] truth, double[] losses, bool scored, int[] rows)
    {
        ConfusionMatrix matrix = ConfusionMatrix.Of(said.Classes, truth, said.Chosen, rows);
        return [matrix.Accuracy, matrix.Kappa, matrix.MacroF1, scored ? rows.Average(row => losses[row]) : double.NaN];
    }

    private static double[] Errors(double[] errors, int[] rows) => [rows.Average(row => Math.Abs(errors[row])), Math.Sqrt(rows.Average(row => errors[row] * errors[row]))];

    private static double[] Pair(double[] before, double[] after) => [.. after.Zip(before, (now, old) => now - old)];

    private static double PairedT(double[] before, double[] after)
    {
        if (before.Length < 2)
        {
            return double.NaN;
        }

        (double t, double degrees) = StudentT.Paired(Pair(before, after));
        return StudentT.TwoSided(t, degrees);
    }

    private static double McNemar(Predictions.Classification before, Predictions.Classification after, int[] truth)
    {
        int[] rows = [.. Enumerable.Range(0, truth.Length).Where(row => before.Chosen[row] == truth[row] != (after.Chosen[row] == truth[row]))];
        long onlyBefore = rows.Count(row => before.Chosen[row] == truth[row]);
        return Proportion.McNemar(onlyBefore, rows.Length - onlyBefore);
    }
}
