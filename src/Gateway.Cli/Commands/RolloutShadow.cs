using System.CommandLine;
using System.Globalization;
using Gateway.Contracts;

namespace Gateway.Cli.Commands;

/// <summary><c>gwctl rollout shadow ID</c>: how the candidate answered copies.</summary>
internal static class RolloutShadow
{
    public static Command Make(CommandContext context)
    {
        Argument<string> id = new("id");
        return context.Command("shadow", "Shows how the answers to copied requests compare.", [id], async (result, client, token) =>
        {
            Rollout rollout = await RolloutWatch.FindAsync(client, result.GetValue(id)!, token);
            ShadowReport report = await client.ShadowAsync(rollout.Id, token);
            if (!context.Printer.IsJson(result))
            {
                context.Printer.Line(Sentence(report));
            }

            return context.Show(result, report, ["prediction", "output", "baseline", "candidate", "max difference"], report.Different.SelectMany(pair => pair.Outputs.Where(output => !output.Agrees).Select(output => new[]
            {
                pair.PredictionId, output.Name, Cell(output.BaselineShape, output.BaselineArgmax), Cell(output.CandidateShape, output.CandidateArgmax), Number(output.MaxDifference),
            })));
        });
    }

    private static string Sentence(ShadowReport report) =>
        $"{report.Pairs} copies: {report.Agreed} agreed, {report.Disagreed} disagreed ({report.Shape} by shape, {report.Nan} by NaN); {report.Dropped} not copied"
        + (report.ArgmaxAgreement is { } argmax ? $"; argmax the same in {(argmax * 100).ToString("0.##", CultureInfo.InvariantCulture)} % of rows" : "")
        + (report.MaxDifference is { } most ? $"; difference at most {Number(most)}, mean {Number(report.MeanDifference ?? 0)}" : "");

    private static string Cell(IReadOnlyList<long>? shape, IReadOnlyList<int> argmax) =>
        shape is null ? "none" : $"[{string.Join(",", shape)}]{(argmax.Count > 0 ? $" argmax {string.Join(",", argmax)}" : "")}";

    private static string Number(double value) => value.ToString("G4", CultureInfo.InvariantCulture);
}
