using Gateway.Core.Statistics;

namespace Gateway.Core.Evaluation;

/// <summary>The figures of a classifier: shares by Wilson, the area by DeLong, the rest from resampled rows.</summary>
public static class ClassificationMetrics
{
    /// <summary>A probability below this is taken for it, so that one sure mistake does not make the log loss infinite; as scikit-learn does.</summary>
    private const double LeastProbability = 2.220446049250313e-16;

    /// <param name="rows">Which rows; the whole set, or a slice.</param>
    public static IReadOnlyList<Metric> Of(Predictions.Classification said, int[] truth, int[] rows, ulong seed)
    {
        ConfusionMatrix matrix = ConfusionMatrix.Of(said.Classes, truth, said.Chosen, rows);
        double[] losses = LogLosses(said, truth);
        Interval[] drawn = Bootstrap.Of(rows.Length, places => Resampled(said, truth, losses, [.. places.Select(place => rows[place])]), seed);
        List<Metric> metrics =
        [
            Make("accuracy", matrix.Accuracy, Proportion.Wilson(matrix.Right, matrix.Rows)),
            Make("kappa", matrix.Kappa, drawn[0]),
            Make("f1", matrix.MacroF1, drawn[1]),
        ];
        if (losses.Length > 0)
        {
            metrics.Add(Make("log-loss", rows.Average(row => losses[row]), drawn[2]));
            metrics.Add(Area(said, truth, rows));
        }

        return metrics;
    }

    /// <summary>Of one row each, −ln p of the true class; empty without scores.</summary>
    public static double[] LogLosses(Predictions.Classification said, int[] truth)
    {
        int classes = said.Classes.Count;
        return said.Scores.Length == 0 ? [] : [.. truth.Select((k, row) => -Math.Log(Math.Max(LeastProbability, said.Scores[row * classes + k])))];
    }

    /// <summary>Of one class against all others.</summary>
    public static Auc Area(Predictions.Classification said, int[] truth, int[] rows, int k) =>
        Auc.Of([.. rows.Select(row => said.Scores[row * said.Classes.Count + k])], [.. rows.Select(row => truth[row] == k)]);

    /// <summary>Of two classes that of the second; of more their mean, each against all others, without an interval of its own law.</summary>
    private static Metric Area(Predictions.Classification said, int[] truth, int[] rows)
    {
        Auc[] areas = [.. (said.Classes.Count == 2 ? [1] : Enumerable.Range(0, said.Classes.Count)).Select(k => Area(said, truth, rows, k)).Where(area => !double.IsNaN(area.Value))];
        if (areas.Length == 0)
        {
            return Make("auc", double.NaN, new Interval(double.NaN, double.NaN));
        }

        // the areas of classes hang together: their errors are added as if they were one, which is never too narrow
        double value = areas.Average(area => area.Value), width = Normal.Quantile(0.975) * areas.Average(area => Math.Sqrt(Math.Max(0, area.Variance)));
        return Make("auc", value, new Interval(Math.Max(0, value - width), Math.Min(1, value + width)));
    }

    private static double[] Resampled(Predictions.Classification said, int[] truth, double[] losses, int[] rows)
    {
        ConfusionMatrix matrix = ConfusionMatrix.Of(said.Classes, truth, said.Chosen, rows);
        return [matrix.Kappa, matrix.MacroF1, losses.Length == 0 ? double.NaN : rows.Average(row => losses[row])];
    }

    private static Metric Make(string name, double value, Interval range) =>
        new(name, value, range, HigherIsBetter: name != "log-loss");
}
