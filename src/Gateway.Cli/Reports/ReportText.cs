using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Gateway.Cli.Evaluations;
using Gateway.Core.Evaluation;
using Gateway.Core.Preflight;
using Gateway.Core.Statistics;

namespace Gateway.Cli.Reports;

/// <summary>What a reviewer reads on a pull request: the verdict first, then why, then all the rest folded away.</summary>
internal static class ReportText
{
    private const int MostSlices = 10;

    /// <param name="model">Its name: the report of the same model is found again by it.</param>
    /// <param name="run">Null: there were no rows.</param>
    public static string Of(string model, string verdict, IReadOnlyList<Finding> checks, EvaluationRun? run, JsonObject record)
    {
        StringBuilder text = new();
        text.Append($"{ReportMark.Of(model)}\n{ReportMark.OfVerdict(verdict)}\n### {model}: **{verdict.ToUpperInvariant()}**{Why(checks)}\n\n");
        text.Table(["Check", "Result", ""], checks.Where(check => check.Result != CheckResult.Passed || check.Check.StartsWith("metrics.", StringComparison.Ordinal)).Select(check => new[] { check.Check, check.Result.ToUpperInvariant(), check.Says }));
        if (run is { Changes.Count: > 0 })
        {
            text.Table(["Metric", "Baseline", "Candidate", "Change", "95 % CI", "p"], run.Changes.Select(change => new[] { change.Name, Number(change.Baseline), Number(change.Candidate), Signed(change.Change), Range(change.Range), Number(change.P) }));
        }
        else if (run is not null)
        {
            text.Table(["Metric", "Value", "95 % CI"], run.Candidate.Metrics.Select(metric => new[] { metric.Name, Number(metric.Value), Range(metric.Range) }));
        }

        Confusion(text, run);
        if (run is { Candidate.Slices.Count: > 0 })
        {
            text.Details("Slices, worst first", ["Slice", "Rows", run.Candidate.Metrics[0].Name, "95 % CI"], run.Candidate.Slices.Take(MostSlices).Select(slice => new[] { slice.Slice, $"{slice.Rows}", Number(slice.Metric.Value), Range(slice.Metric.Range) }));
        }

        text.Details($"All {checks.Count} checks, {checks.Count(check => check.Result == CheckResult.Passed)} passed", ["Check", "Result", ""], checks.Select(check => new[] { check.Check, check.Result, check.Says }));
        text.Append(Provenance(record));
        return text.ToString();
    }

    private static string Why(IReadOnlyList<Finding> checks)
    {
        (int failed, int open) = (checks.Count(check => check.Result == CheckResult.Failed), checks.Count(check => check.Result == CheckResult.Inconclusive));
        return failed > 0 ? $" - {failed} of {checks.Count} checks failed" : open > 0 ? $" - {open} of {checks.Count} checks do not say" : $" - {checks.Count} checks";
    }

    /// <summary>With a baseline, candidate minus baseline.</summary>
    private static void Confusion(StringBuilder text, EvaluationRun? run)
    {
        if (run?.Candidate.Confusion is not { } now)
        {
            return;
        }

        ConfusionMatrix? before = run.Baseline?.Confusion is { } old && old.Classes.SequenceEqual(now.Classes) ? old : null;
        text.Details(before is null ? "Confusion matrix" : "Confusion matrix, candidate - baseline", ["is \\ said", .. now.Classes, "none"], now.Counts.Select((row, k) =>
            (string[])[now.Classes[k], .. row.Select((count, said) => before is null ? $"{count}" : (count - before.Counts[k][said]).ToString("+0;-0;0", CultureInfo.InvariantCulture))]));
    }

    private static string Provenance(JsonObject record)
    {
        string?[] parts =
        [
            record["source"]?["commit"] is { } commit ? $"commit `{commit}`{((bool?)record["source"]!["dirty"] == true ? " (changed)" : "")}" : null,
            .. (record["data"] as JsonArray ?? []).Select(data => $"{data!["uri"]} `{data["dvc"]?["md5"]}`"),
            record["format"]?["opsets"]?[""] is { } opset ? $"opset {opset}" : null,
            (string?)record["format"]?["producer"] is { Length: > 0 } producer ? $"{producer} {record["format"]!["producerVersion"]}" : null,
            (string?)record["source"]?["ci"]?["url"] is { } url ? $"[run]({url})" : null,
        ];
        return $"<sub>{string.Join(" · ", parts.OfType<string>())}</sub>\n";
    }

    private static string Number(double value) => double.IsNaN(value) ? "-" : value.ToString("0.####", CultureInfo.InvariantCulture);

    private static string Signed(double value) => double.IsNaN(value) ? "-" : value.ToString("+0.####;-0.####;0", CultureInfo.InvariantCulture);

    private static string Range(Interval range) => double.IsNaN(range.Low) ? "-" : $"[{Signed(range.Low)}, {Signed(range.High)}]";
}
