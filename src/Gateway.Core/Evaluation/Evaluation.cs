namespace Gateway.Core.Evaluation;

/// <summary>A model on a data set.</summary>
/// <param name="Confusion">Null for numbers.</param>
/// <param name="Classes">Empty for numbers.</param>
/// <param name="Slices">Worst first.</param>
public sealed record Evaluation(
    int Rows, IReadOnlyList<Metric> Metrics, ConfusionMatrix? Confusion, IReadOnlyList<ClassFigures> Classes, IReadOnlyList<SliceFigures> Slices)
{
    public static Evaluation Of(Predictions said, Truth truth, IReadOnlyList<Column> slices, ulong seed)
    {
        int[] all = [.. Enumerable.Range(0, said.Rows)];
        return new Evaluation(
            said.Rows,
            Figures(said, truth, all, seed),
            said is Predictions.Classification classes ? ConfusionMatrix.Of(classes.Classes, Places(truth), classes.Chosen, all) : null,
            said is Predictions.Classification each ? Classwise(each, Places(truth), all) : [],
            Sliced(said, truth, slices, seed));
    }

    private static IReadOnlyList<Metric> Figures(Predictions said, Truth truth, int[] rows, ulong seed) => (said, truth) switch
    {
        (Predictions.Classification classes, Truth.OfClasses right) => ClassificationMetrics.Of(classes, right.Places, rows, seed),
        (Predictions.Regression numbers, Truth.OfNumbers right) => RegressionMetrics.Of(numbers.Values, right.Values, rows, seed),
        _ => throw new ArgumentException($"{said.GetType().Name} cannot be held against {truth.GetType().Name}."),
    };

    private static List<ClassFigures> Classwise(Predictions.Classification said, int[] truth, int[] rows)
    {
        ConfusionMatrix matrix = ConfusionMatrix.Of(said.Classes, truth, said.Chosen, rows);
        return
        [
            .. said.Classes.Select((name, k) => new ClassFigures(
                name, matrix.Actual(k), matrix.Recall(k), matrix.FalsePositiveRate(k), matrix.Precision(k), matrix.F1(k),
                said.Scores.Length == 0 ? double.NaN : ClassificationMetrics.Area(said, truth, rows, k).Value)),
        ];
    }

    private static List<SliceFigures> Sliced(Predictions said, Truth truth, IReadOnlyList<Column> slices, ulong seed)
    {
        List<SliceFigures> figures =
        [
            .. from column in slices
               from rows in Slicing.Rows(column)
               select new SliceFigures($"{column.Name}={rows.Name}", rows.Rows.Length, Figures(said, truth, rows.Rows, seed)[0]),
        ];
        return [.. figures.OrderBy(slice => slice.Metric.HigherIsBetter ? slice.Metric.Value : -slice.Metric.Value)];
    }

    private static int[] Places(Truth truth) => ((Truth.OfClasses)truth).Places;
}
