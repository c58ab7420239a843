using System.CommandLine;
using System.Text.Json.Nodes;
using Gateway.Cli.Bundles;
using Gateway.Cli.Checks;
using Gateway.Cli.Evaluations;
using Gateway.Cli.Gates;
using Gateway.Cli.Records;
using Gateway.Cli.Reports;
using Gateway.Core.Models;
using Gateway.Core.Models.Records;
using Gateway.Core.Preflight;

namespace Gateway.Cli.Commands;

/// <summary><c>gwctl check MODEL</c>: what the gateway checks at registration, and what the gate asks.</summary>
internal static class CheckCommand
{
    public static Command Make(CommandContext context)
    {
        Argument<string> model = new("model") { Description = "The .onnx file, or a bundle." };
        Option<string?> junit = new("--junit") { Description = "Write the results there, as JUnit's XML." };
        Option<string?> report = new("--report") { Description = "Write a report in Markdown there." };
        Option<string?> plots = new("--plots") { Description = "Write plots there, as SVG." };
        Option<string?> name = new("--name") { Description = "The model's name in the report; default: the file's." };
        EvaluationOptions evaluation = new();
        RecordOptions records = new();
        return CommandContext.Offline("check", "Checks a model before it is pushed.", [model, junit, report, plots, name, .. evaluation.All, .. records.All], async (result, token) =>
        {
            string file = result.GetValue(model)!;
            using BundleFolder files = Path.GetExtension(file) == ".tar" ? BundleFolder.Open(file)
                : File.Exists(file) ? new BundleFolder(file, records.Files(result, file), null) : throw new UsageException($"There is no file {file}.");
            JsonObject record = files.Files.TryGetValue(BundleRoles.Record, out string? kept) ? YamlText.Object(kept) : records.Read(result, files.Model);
            Gate gate = (records.GateOf(result) ?? files.Files.GetValueOrDefault(BundleRoles.Gate)) is { } named ? GateFile.Read(named) : new Gate();
            using BaselineFile? baseline = await BaselineFile.FetchAsync(result.GetValue(evaluation.Baseline), () => context.Connection.Open(result), token);
            List<Finding> checks = await RunAsync(files, record, gate, baseline?.Path, token);
            EvaluationRun? run = null;
            if (evaluation.Rows(result) is { } data && checks.All(check => check.Check != "load" && check.Check != "load.opens" || check.Result == CheckResult.Passed))
            {
                run = await EvaluationRun.RunAsync(
                    files.Model, baseline?.Path, data, evaluation.Reading(result, data), evaluation.Slices(result, data), result.GetValue(evaluation.Seed), token);
                checks.AddRange(GateResult.Of(gate, run.Candidate.Metrics, run.Changes).Select(one => one.Finding()));
                checks.AddRange(await MetamorphicChecks.OfAsync(gate, files.Model, data, [result.GetValue(evaluation.Label)!, .. result.GetValue(evaluation.Slice) ?? []], token));
            }
            else if (evaluation.Rows(result) is null)
            {
                checks.AddRange(WithoutRows.Of(gate, record));
            }

            string[] taken = [result.GetValue(evaluation.Label)!, .. result.GetValue(evaluation.Slice) ?? []];
            checks.AddRange(await CoverageChecks.OfAsync(gate, files.Model, files.Files.GetValueOrDefault(BundleRoles.Golden), evaluation.Rows(result), taken, result.GetValue(evaluation.Classes)?.Split(','), token));
            if (result.GetValue(plots) is { } folder && run is not null)
            {
                SvgPlots.Write(folder, run);
            }

            if (result.GetValue(junit) is { } xml)
            {
                JUnitFile.Write(xml, $"gwctl check {Path.GetFileName(file)}", checks);
            }

            string verdict = CheckResult.Of(checks.Where(gate.Asks));
            if (result.GetValue(report) is { } markdown)
            {
                await File.WriteAllTextAsync(markdown, ReportText.Of(result.GetValue(name) ?? Path.GetFileNameWithoutExtension(file), verdict, checks, run, record), token);
            }

            context.Show(result, new { verdict, checks }, ["check", "result", "says"], checks.Select(check => new[] { check.Check, check.Result, check.Says }));
            return Exit.Of(verdict);
        });
    }

    private static async Task<List<Finding>> RunAsync(BundleFolder files, JsonObject record, Gate gate, string? baseline, CancellationToken cancellationToken)
    {
        HostReport report = await HostCheck.RunAsync(files.Model, files.Files.GetValueOrDefault(BundleRoles.Golden), gate.Measures(), cancellationToken);
        List<Finding> checks = [.. report.Checks, .. GateChecks.Of(gate, record, report)];
        if (baseline is not null && report.Signature is { } signature && (await HostCheck.RunAsync(baseline, null, false, cancellationToken)).Signature is { } old)
        {
            IReadOnlyList<string> problems = Compatibility.Problems(old, signature, [.. (record["inputDefaults"] as JsonObject ?? []).Select(input => input.Key)], []);
            checks.Add(Finding.Of("signature.compatible", problems.Count == 0, problems.Count == 0 ? "the baseline's clients can use it" : string.Join(" ", problems)));
        }

        return checks;
    }
}
