using System.CommandLine;
using System.Globalization;
using Gateway.Cli.Gates;
using Gateway.Cli.Output;
using Gateway.Core.Evaluation;
using Gateway.Core.Statistics;

namespace Gateway.Cli.Evaluations;

/// <summary>An evaluation for people: in the order in which one asks.</summary>
internal static class EvaluationTables
{
    private const int MostSlices = 10;

    public static void Show(Printer printer, ParseResult result, EvaluationRun run, IReadOnlyList<GateResult> gates)
    {
        Evaluation candidate = run.Candidate;
        if (candidate.Confusion is { } matrix)
        {
            printer.Line($"{matrix.Right} of {matrix.Rows} rows right, {matrix.Rows - matrix.Right} wrong");
        }

        printer.Show(result, candidate, ["metric", "value", "95 %"], candidate.Metrics.Select(metric => new[] { metric.Name, Number(metric.Value), Range(metric.Range) }));
        if (run.Changes.Count > 0)
        {
            printer.Line("");
            printer.Show(result, candidate, ["against the baseline", "baseline", "candidate", "change", "95 %", "p", "test"], run.Changes.Select(change => new[]
            {
                change.Name, Number(change.Baseline), Number(change.Candidate), Number(change.Change), Range(change.Range), Number(change.P), change.Test,
            }));
        }

        if (candidate.Classes.Count > 0)
        {
            printer.Line("");
            printer.Show(result, candidate, ["class", "rows", "recall", "false positives", "precision", "f1", "auc"], candidate.Classes.Select(of => new[]
            {
                of.Class, $"{of.Rows}", Number(of.Recall), Number(of.FalsePositives), Number(of.Precision), Number(of.F1), Number(of.Auc),
            }));
            printer.Line("");
            ConfusionMatrix counts = candidate.Confusion!;
            printer.Show(result, candidate, ["is, said:", .. counts.Classes, "none"], counts.Counts.Select((row, k) => (string?[])[counts.Classes[k], .. row.Select(count => $"{count}")]));
        }

        if (candidate.Slices.Count > 0)
        {
            printer.Line("");
            printer.Show(result, candidate, ["slice, worst first", "rows", candidate.Metrics[0].Name, "95 %"], candidate.Slices.Take(MostSlices).Select(slice => new[] { slice.Slice, $"{slice.Rows}", Number(slice.Metric.Value), Range(slice.Metric.Range) }));
        }

        if (gates.Count > 0)
        {
            printer.Line("");
            printer.Show(result, candidate, ["gate", "limit", "result", "says"], gates.Select(gate => new[] { gate.Gate, gate.Limit, gate.Result, gate.Says }));
        }
    }

    private static string Number(double value) => double.IsNaN(value) ? "-" : value.ToString("0.####", CultureInfo.InvariantCulture);

    private static string Range(Interval range) => double.IsNaN(range.Low) ? "-" : $"[{Number(range.Low)}, {Number(range.High)}]";
}
