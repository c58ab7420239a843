using System.CommandLine;
using Gateway.Cli.Evaluations;
using Gateway.Cli.Gates;
using Gateway.Core.Evaluation;
using Gateway.Core.Preflight;

namespace Gateway.Cli.Commands;

/// <summary><c>gwctl evaluate MODEL.onnx --data FILE</c>: figures with their intervals, against a baseline if there is one.</summary>
internal static class EvaluateCommand
{
    public static Command Make(CommandContext context)
    {
        Argument<string> model = new("model") { Description = "The .onnx file." };
        Option<string?> gate = new("--gate") { Description = "What it must fulfil; exit code 1 if it does not, 4 if the rows do not say." };
        EvaluationOptions options = new();
        return CommandContext.Offline("evaluate", "Holds a model against labelled rows.", [model, gate, .. options.All], async (result, token) =>
        {
            DataSet data = options.Rows(result) ?? throw new UsageException("--data is needed.");
            using BaselineFile? baseline = await BaselineFile.FetchAsync(result.GetValue(options.Baseline), () => context.Connection.Open(result), token);
            EvaluationRun run = await EvaluationRun.RunAsync(
                result.GetValue(model)!, baseline?.Path, data, options.Reading(result, data), options.Slices(result, data), result.GetValue(options.Seed), token);
            GateResult[] gates = result.GetValue(gate) is { } file ? [.. GateResult.Of(GateFile.Read(file), run.Candidate.Metrics, run.Changes)] : [];
            if (context.Printer.IsJson(result))
            {
                context.Printer.Show(result, new { run.Candidate, run.Baseline, run.Changes, gates }, [], []);
            }
            else
            {
                EvaluationTables.Show(context.Printer, result, run, gates);
            }

            return Exit.Of(CheckResult.Of(gates.Select(gate => gate.Finding())));
        });
    }
}
