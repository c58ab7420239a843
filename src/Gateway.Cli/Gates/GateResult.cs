using Gateway.Core.Evaluation;
using Gateway.Core.Statistics;

namespace Gateway.Cli.Gates;

/// <summary>One gate and what came of it.</summary>
/// <param name="Result"><c>passed</c>, <c>failed</c> or <c>inconclusive</c>.</param>
internal sealed record GateResult(string Gate, double Value, Interval Range, string Limit, string Result, string Says)
{
    public const string Passed = "passed";
    public const string Failed = "failed";
    public const string Inconclusive = "inconclusive";

    /// <summary>A metric that is not there, or is no number, fails.</summary>
    public static IEnumerable<GateResult> Of(Gate gate, IReadOnlyList<Metric> metrics, IReadOnlyList<MetricChange> changes)
    {
        foreach ((string name, GateMetric limits) in gate.Metrics)
        {
            Metric metric = metrics.FirstOrDefault(metric => metric.Name == name) ?? new Metric(name, double.NaN, new Interval(double.NaN, double.NaN), true);
            if (limits.Min is { } min)
            {
                yield return Judge(name, metric.Value, metric.Range, $">= {Text(min)}", new Interval(-metric.Range.High, -metric.Range.Low), -min);
            }

            if (limits.Max is { } max)
            {
                yield return Judge(name, metric.Value, metric.Range, $"<= {Text(max)}", metric.Range, max);
            }

            if (limits.MaxDrop is { } drop)
            {
                MetricChange? change = changes.FirstOrDefault(change => change.Name == name);
                yield return change is null
                    ? new GateResult(name, double.NaN, new Interval(double.NaN, double.NaN), $"drop <= {Text(drop)}", Inconclusive, "there is no baseline to compare with")
                    : Judge(name, change.Change, change.Range, $"drop <= {Text(drop)}", change.LossRange, drop);
            }
        }
    }

    /// <param name="loss">What must not lie above the limit: wholly below it passes, wholly above fails, and between the data do not say.</param>
    public static string Judge(Interval loss, double limit) =>
        double.IsNaN(loss.Low) || double.IsNaN(loss.High) ? Failed : loss.High <= limit ? Passed : loss.Low > limit ? Failed : Inconclusive;

    public static int Exit(IEnumerable<string> results)
    {
        HashSet<string> seen = [.. results];
        return seen.Contains(Failed) ? Cli.Exit.No : seen.Contains(Inconclusive) ? Cli.Exit.Inconclusive : Cli.Exit.Done;
    }

    public static string Text(double value) => value.ToString("0.######", System.Globalization.CultureInfo.InvariantCulture);

    private static GateResult Judge(string name, double value, Interval range, string limit, Interval loss, double most)
    {
        string result = double.IsFinite(value) ? Judge(loss, most) : Failed;
        return new GateResult(name, value, range, limit, result, double.IsFinite(value) ? $"{Text(value)} in [{Text(range.Low)}, {Text(range.High)}], {limit}" : $"{name} is no number");
    }
}
