using System.CommandLine;
using System.Text.Json.Nodes;
using Gateway.Cli.Bundles;
using Gateway.Cli.Gates;
using Gateway.Cli.Records;
using Gateway.Core.Models.Records;
using Gateway.Core.Preflight;

namespace Gateway.Cli.Commands;

/// <summary><c>gwctl pack MODEL.onnx --out FILE.tar</c>: one file that holds all that belongs to a version.</summary>
internal static class PackCommand
{
    public static Command Make(CommandContext context)
    {
        Argument<string> model = new("model") { Description = "The .onnx file." };
        Option<string?> target = new("--out") { Description = "The bundle; default: the model's name with .tar." };
        RecordOptions options = new();
        return CommandContext.Offline("pack", "Packs a model with its record, golden rows, card and gates.", [model, target, .. options.All], async (result, token) =>
        {
            string file = result.GetValue(model)!;
            JsonObject record = options.Read(result, file);
            IReadOnlyDictionary<string, string> files = options.Files(result, file);
            Finding[] failed = files.TryGetValue(BundleRoles.Gate, out string? gate) ? [.. GateChecks.OfRecord(GateFile.Read(gate), record).Where(check => check.Result == CheckResult.Failed)] : [];
            if (failed.Length > 0)
            {
                await context.Printer.Error.WriteLineAsync(string.Join(Environment.NewLine, failed.Select(check => $"{check.Check}: {check.Says}")));
                return Exit.No;
            }

            string output = result.GetValue(target) ?? Path.ChangeExtension(file, ".tar");
            string digest = await BundleFiles.WriteAsync(output, file, record, files, token);
            return context.Show(result, new { file = output, digest, bytes = new FileInfo(output).Length, record }, ["file", "digest", "size"], [[output, digest, Output.Cells.Bytes(new FileInfo(output).Length)]]);
        });
    }
}
