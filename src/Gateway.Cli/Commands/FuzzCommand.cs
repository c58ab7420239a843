using System.CommandLine;
using Gateway.Cli.Checks;
using Gateway.Cli.Evaluations;
using Gateway.Cli.Fuzzing;
using Gateway.Cli.Hosted;
using Gateway.Core.Evaluation;
using Gateway.Core.Inference;
using Gateway.Core.Preflight;

namespace Gateway.Cli.Commands;

/// <summary><c>gwctl fuzz MODEL</c>: cases that nobody wrote, and how much the golden rows cover.</summary>
internal static class FuzzCommand
{
    public static Command Make(CommandContext context)
    {
        Argument<string> model = new("model") { Description = "The .onnx file." };
        Option<string?> golden = new("--golden") { Description = "Golden rows: how much of what may come they have." };
        Option<double?> least = new("--min-coverage") { Description = "Share that they must have, such as 0.9; exit code 1 below." };
        EvaluationOptions evaluation = new();
        return CommandContext.Offline("fuzz", "Asks a model what its signature allows.", [model, golden, least, evaluation.Data, evaluation.Label, evaluation.Slice, evaluation.Classes], async (result, token) =>
        {
            DataSet? data = evaluation.Rows(result);
            string[] taken = [result.GetValue(evaluation.Label)!, .. result.GetValue(evaluation.Slice) ?? []];
            await using HostedModel hosted = await HostedModel.StartAsync(result.GetValue(model)!, token);
            List<Finding> checks = [];
            foreach (FuzzCase one in FuzzCases.Of(hosted.Signature, Profile(hosted, data, taken)))
            {
                checks.Add(await AskAsync(hosted, one, token));
            }

            if (result.GetValue(golden) is { } rows)
            {
                IReadOnlyList<(string Name, Coverage Coverage)> found = await GoldenCoverage.OfAsync(hosted, rows, data, taken, result.GetValue(evaluation.Classes)?.Split(','), token);
                checks.AddRange(found.Select(one => one.Coverage.Judge(one.Name, result.GetValue(least))));
            }

            string verdict = CheckResult.Of(checks);
            context.Show(result, new { verdict, checks }, ["case", "result", "says"], checks.Select(check => new[] { check.Check, check.Result, check.Says }));
            return Exit.Of(verdict);
        });
    }

    private static async Task<Finding> AskAsync(HostedModel hosted, FuzzCase one, CancellationToken cancellationToken)
    {
        (int status, InferAnswer? answer, string says) = await hosted.TryAsync(one.Body, cancellationToken);
        using InferAnswer? read = answer;
        int wrong = answer?.Outputs.Sum(output => output.Datatype.IsFloating() ? TensorValues.Of(output).Count(value => !double.IsFinite(value)) : 0) ?? 0;
        return (status, wrong) switch
        {
            (200, > 0) when one.IsOrdinary => Finding.Failed($"fuzz.{one.Name}", $"{wrong} values of the answer are not finite"),
            (200, _) => Finding.Passed($"fuzz.{one.Name}", wrong > 0 ? $"{wrong} values of the answer are not finite" : "answered"),
            (>= 400 and < 500, _) => Finding.Passed($"fuzz.{one.Name}", $"refused: {says}"),
            _ => Finding.Failed($"fuzz.{one.Name}", $"{(status == 0 ? "its process ended" : $"{status}")}: {says}"),
        };
    }

    private static Dictionary<string, (double Low, double High)> Profile(HostedModel hosted, DataSet? data, string[] taken) => data is null ? [] : InputRows.Of(hosted.Signature, data, taken)
        .Select(input => (input.Tensor.Name, Values: input.Columns.OfType<NumberColumn>().SelectMany(column => column.Values).Where(double.IsFinite).ToArray()))
        .Where(input => input.Values.Length > 0).ToDictionary(input => input.Name, input => (input.Values.Min(), input.Values.Max()));
}
