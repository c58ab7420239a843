using Gateway.Core.Evaluation;
using Gateway.Core.Preflight;
using Gateway.Core.Statistics;

namespace Gateway.Cli.Gates;

/// <summary>One gate and what came of it.</summary>
/// <param name="Result">See <see cref="CheckResult"/>.</param>
internal sealed record GateResult(string Gate, double Value, Interval Range, string Limit, string Result, string Says)
{
    /// <summary>A metric that is not there, or is no number, fails.</summary>
    public static IEnumerable<GateResult> Of(Gate gate, IReadOnlyList<Metric> metrics, IReadOnlyList<MetricChange> changes)
    {
        foreach ((string name, GateMetric limits) in gate.Metrics)
        {
            Metric metric = metrics.FirstOrDefault(metric => metric.Name == name) ?? new Metric(name, double.NaN, new Interval(double.NaN, double.NaN), true);
            if (limits.Min is { } min)
            {
                yield return Judge(name, metric.Value, metric.Range, $">= {CheckResult.Text(min)}", new Interval(-metric.Range.High, -metric.Range.Low), -min);
            }

            if (limits.Max is { } max)
            {
                yield return Judge(name, metric.Value, metric.Range, $"<= {CheckResult.Text(max)}", metric.Range, max);
            }

            if (limits.MaxDrop is { } drop)
            {
                MetricChange? change = changes.FirstOrDefault(change => change.Name == name);
                yield return change is null
                    ? new GateResult(name, double.NaN, new Interval(double.NaN, double.NaN), $"drop <= {CheckResult.Text(drop)}", CheckResult.Inconclusive, "there is no baseline to compare with")
                    : Judge(name, change.Change, change.Range, $"drop <= {CheckResult.Text(drop)}", change.LossRange, drop);
            }
        }
    }

    public Finding Finding() => new($"metrics.{Gate}", Result, Says);

    private static GateResult Judge(string name, double value, Interval range, string limit, Interval loss, double most)
    {
        string result = double.IsFinite(value) ? CheckResult.Of(loss, most) : CheckResult.Failed;
        return new GateResult(name, value, range, limit, result, double.IsFinite(value) ? $"{CheckResult.Text(value)} in [{CheckResult.Text(range.Low)}, {CheckResult.Text(range.High)}], {limit}" : $"{name} is no number");
    }
}
