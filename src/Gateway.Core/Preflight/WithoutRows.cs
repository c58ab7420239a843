using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Gateway.Core.Models.Records;

namespace Gateway.Core.Preflight;

/// <summary>What a gate asks that labelled rows tell, where there are none: figures of the record keep or break their limits, the rest stays open.</summary>
public static class WithoutRows
{
    private const string Needs = "only rows tell it: gwctl check --data";

    public static IEnumerable<Finding> Of(Gate gate, JsonObject record) =>
    [
        .. gate.Metrics.SelectMany(metric => Figures($"metrics.{metric.Key}", metric.Value, Figure(record, metric.Key))),
        .. gate.Monotone.Keys.Select(name => Finding.Inconclusive($"metamorphic.monotone.{name}", Needs)),
        .. gate.Invariant.Select(name => Finding.Inconclusive($"metamorphic.invariant.{name}", Needs)),
    ];

    public static IEnumerable<Finding> Coverage(Gate gate, HostReport report) => gate.MinCoverage is not { } least ? []
        : [report.HasNoRows ? NothingCovered(least) : Finding.Inconclusive("golden.coverage", "gwctl check tells it")];

    /// <param name="least">The share that is asked for.</param>
    public static Finding NothingCovered(double least) => Finding.Failed("golden.coverage", $"{HostReport.NoRows}, and {CheckResult.Text(100 * least)} % is asked for");

    /// <summary>A drop is one on the same rows, which two records do not promise.</summary>
    private static IEnumerable<Finding> Figures(string check, GateMetric limits, double? figure)
    {
        string says = figure is { } shown ? $"{CheckResult.Text(shown)} by the record" : "";
        if (figure is not null && limits.Min is { } min)
        {
            yield return Finding.Of(check, figure >= min, $"{says}, >= {CheckResult.Text(min)}");
        }

        if (figure is not null && limits.Max is { } max)
        {
            yield return Finding.Of(check, figure <= max, $"{says}, <= {CheckResult.Text(max)}");
        }

        if (figure is null || limits.MaxDrop is not null)
        {
            yield return Finding.Inconclusive(check, Needs);
        }
    }

    private static double? Figure(JsonObject record, string name) =>
        (record["metrics"] as JsonArray)?.OfType<JsonObject>().FirstOrDefault(metric => RecordText.Word(metric, "name") == name)?["value"] is { } value && value.GetValueKind() == JsonValueKind.Number
            ? double.Parse(value.ToJsonString(), CultureInfo.InvariantCulture)
            : null;
}
