using CsCheck;
using Gateway.Core.Evaluation;
using Gateway.Core.Statistics;
using Xunit;

namespace Gateway.Core.Tests.Evaluation;

public sealed class EvaluationTests
{
    private static readonly string[] Iris = ["setosa", "versicolor", "virginica"];
    private static readonly bool[] Positive = [.. "101100101001".Select(letter => letter == '1')];
    private static readonly double[] Scores = [.9, .3, .8, .55, .6, .2, .7, .4, .35, .5, .1, .95];
    private static readonly double[] OtherScores = [.8, .4, .6, .5, .7, .3, .65, .45, .2, .55, .15, .85];

    [Fact]
    public void A8_of_three_classes_of_50_rows_kappa_is_one_and_a_half_times_the_accuracy_beyond_a_third() => Gen.Int[-1, 2].Array[150].Sample(said =>
    {
        int[] truth = [.. Enumerable.Range(0, 150).Select(row => row / 50)];
        ConfusionMatrix matrix = ConfusionMatrix.Of(Iris, truth, said, [.. Enumerable.Range(0, 150)]);
        return matrix.Counts.All(row => row.Sum() == 50) && (said.Contains(-1) || Math.Abs(matrix.Kappa - 1.5 * (matrix.Accuracy - 1.0 / 3)) < 1e-12);
    });

    // the research, checked with scikit-learn and pROC
    [Fact]
    public void The_area_under_the_curve_has_DeLong_s_variance()
    {
        Auc first = Auc.Of(Scores, Positive), second = Auc.Of(OtherScores, Positive);
        Assert.Equal(8.0 / 9, first.Value, 1e-12);
        Assert.Equal(0.00987654, first.Variance, 1e-8);
        Assert.Equal(0.102813, Math.Sqrt(Auc.HanleyMcNeilVariance(first.Value, 6, 6)), 1e-6);
        Assert.Equal(0.75, second.Value, 1e-12);
        Assert.Equal(0.025, second.Variance, 1e-12);
        Assert.Equal(0.0148148, Auc.Covariance(first, second), 1e-7);
        Assert.Equal(Normal.TwoSided(1.917412), Comparison.Area(first, second).P, 1e-6);
    }

    [Fact]
    public void The_area_counts_the_pairs_that_are_in_order() => Gen.Select(Gen.Int[0, 9], Gen.Bool).Array[2, 40].Sample(rows =>
    {
        double[] scores = [.. rows.Select(row => (double)row.Item1)];
        double[] pairs = [.. from up in rows where up.Item2 from down in rows where !down.Item2 select up.Item1 > down.Item1 ? 1.0 : up.Item1 == down.Item1 ? 0.5 : 0];
        double area = Auc.Of(scores, [.. rows.Select(row => row.Item2)]).Value;
        return pairs.Length == 0 ? double.IsNaN(area) : Math.Abs(area - pairs.Average()) < 1e-12;
    });

    // the research: eight errors, RMSE .216506
    [Fact]
    public void Errors_of_numbers_are_held_against_the_mean()
    {
        double[] errors = [.1, -.2, .3, .05, -.4, .15, .2, -.1], truth = [1, 2, 3, 4, 5, 6, 7, 8];
        IReadOnlyList<Metric> metrics = Evaluate(new Predictions.Regression([.. truth.Zip(errors, (a, b) => a + b)]), new Truth.OfNumbers(truth)).Metrics;
        Assert.Equal(0.216506, metrics.Single(metric => metric.Name == "rmse").Value, 1e-6);
        Assert.Equal(1.5 / 8, metrics.Single(metric => metric.Name == "mae").Value, 1e-12);
        Assert.Equal(1.5 / 16, metrics.Single(metric => metric.Name == "rae").Value, 1e-12); // Σ|mean − a| = 16
        Assert.Equal(1 - 0.375 / 42, metrics.Single(metric => metric.Name == "r2").Value, 1e-12); // Σ(mean − a)² = 42
    }

    [Fact]
    public void D3_88_of_100_right_has_Wilson_s_interval_and_its_slices_come_worst_first()
    {
        int[] truth = new int[100], said = [.. Enumerable.Range(0, 100).Select(row => row < 12 ? 1 : 0)];
        TextColumn country = new("country", [.. Enumerable.Range(0, 100).Select(row => row < 20 ? "DE" : "FR")]);
        Core.Evaluation.Evaluation found = Core.Evaluation.Evaluation.Of(new Predictions.Classification(["a", "b"], said, []), new Truth.OfClasses(truth), [country], 7);
        Assert.Equal(0.88, found.Metrics[0].Value, 1e-12);
        Assert.Equal(0.80188, found.Metrics[0].Range.Low, 1e-5);
        Assert.Equal(0.93001, found.Metrics[0].Range.High, 1e-5);
        Assert.Equal(["country=DE", "country=FR"], found.Slices.Select(slice => slice.Slice));
        Assert.Equal(0.4, found.Slices[0].Metric.Value, 1e-12);
    }

    [Fact]
    public void A_model_held_against_itself_has_not_changed()
    {
        int[] truth = [0, 1, 0, 1, 1, 0, 1, 0];
        Predictions.Classification said = new(["a", "b"], [0, 1, 1, 1, 0, 0, 1, 0], [.9, .1, .2, .8, .4, .6, .1, .9, .7, .3, .8, .2, .3, .7, .6, .4]);
        Assert.All(Comparison.Of(said, said, new Truth.OfClasses(truth), 7), change =>
        {
            Assert.Equal(0, change.Change);
            Assert.False(change.Significant);
        });
    }

    // 25 rows that only the baseline gets right, 10 that only the candidate does: the research's exact p .016674
    [Fact]
    public void A_candidate_that_is_wrong_where_the_baseline_was_right_is_significantly_worse()
    {
        int[] truth = new int[200];
        Predictions.Classification before = new(["a", "b"], [.. truth.Select((_, row) => row < 10 ? 1 : 0)], []);
        Predictions.Classification after = new(["a", "b"], [.. truth.Select((_, row) => row is >= 10 and < 35 ? 1 : 0)], []);
        MetricChange accuracy = Comparison.Of(before, after, new Truth.OfClasses(truth), 7)[0];
        Assert.Equal(0.016674, accuracy.P, 1e-6);
        Assert.Equal(-15.0 / 200, accuracy.Change, 1e-12);
        Assert.True(accuracy.Significant);
    }

    private static Core.Evaluation.Evaluation Evaluate(Predictions said, Truth truth) => Core.Evaluation.Evaluation.Of(said, truth, [], 7);
}
