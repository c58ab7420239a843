using System.CommandLine;
using System.Globalization;
using Gateway.Cli.Evaluations;
using Gateway.Cli.Explanations;
using Gateway.Cli.Hosted;
using Gateway.Core.Evaluation;

namespace Gateway.Cli.Commands;

/// <summary><c>gwctl explain global|row MODEL --data FILE</c>: what a model looks at, from its answers alone.</summary>
internal static class ExplainCommand
{
    public static Command Make(CommandContext context) => new("explain", "What a model looks at.") { Subcommands = { Global(context), Row(context) } };

    private static Command Global(CommandContext context)
    {
        Argument<string> model = new("model") { Description = "The .onnx file." };
        EvaluationOptions options = new();
        Option<int> most = Most();
        return CommandContext.Offline("global", "How much worse it is when a column is shuffled: mean and 2 σ of five times.", [model, most, .. options.All], async (result, token) =>
        {
            DataSet data = options.Rows(result) ?? throw new UsageException("--data is needed.");
            await using HostedModel hosted = await HostedModel.StartAsync(result.GetValue(model)!, token);
            (IReadOnlyList<Importance> columns, int rows) = await Importance.OfAsync(
                hosted, data, options.Reading(result, data), [result.GetValue(options.Label)!, .. result.GetValue(options.Slice) ?? []], result.GetValue(options.Seed), result.GetValue(most), token);
            return context.Show(result, new { method = "permutation", asked = rows, columns }, ["column", "importance", "± 2 σ"], columns.Select(column => new[] { column.Column, Text(column.Mean), Text(column.TwoSigma) }));
        });
    }

    private static Command Row(CommandContext context)
    {
        Argument<string> model = new("model") { Description = "The .onnx file." };
        EvaluationOptions options = new();
        Option<int> row = new("--row") { Description = "Which row, from 1.", DefaultValueFactory = _ => 1 };
        Option<int> output = new("--class") { Description = "Which element of the answer, from 0." };
        Option<int> background = new("--background") { Description = "How many rows stand for the ordinary.", DefaultValueFactory = _ => 50 };
        Option<int> most = Most();
        return CommandContext.Offline("row", "Shapley values of one row: exact up to 11 columns, from drawn orders beyond.", [model, row, output, background, most, .. options.All], async (result, token) =>
        {
            DataSet data = options.Rows(result) ?? throw new UsageException("--data is needed.");
            int place = result.GetValue(row);
            if (place < 1 || place > data.Rows)
            {
                throw new UsageException($"--row: {place} is not from 1 to {data.Rows}.");
            }

            await using HostedModel hosted = await HostedModel.StartAsync(result.GetValue(model)!, token);
            IReadOnlyList<InputRows> inputs = InputRows.Of(hosted.Signature, data, [result.GetValue(options.Label)!, .. result.GetValue(options.Slice) ?? []]);
            int count = Math.Clamp(result.GetValue(background), 1, data.Rows);
            int[] rows = [.. Enumerable.Range(0, count).Select(k => (int)((long)k * data.Rows / count))];
            (Column[] columns, Shapley shapley, bool exact) = await RowExplanation.OfAsync(hosted, inputs, place - 1, result.GetValue(output), rows, result.GetValue(most), result.GetValue(options.Seed), token);
            var values = columns.Select((column, i) => new { column = column.Name, value = shapley.Values[i], error = shapley.Errors[i] }).OrderByDescending(value => Math.Abs(value.value)).ToArray();
            return context.Show(
                result, new { method = exact ? "exact" : "sampled", @base = shapley.Base, answer = shapley.Base + shapley.Values.Sum(), values },
                ["column", "adds", "± 2 σ"], values.Select(value => new[] { value.column, Text(value.value), Text(2 * value.error) }));
        });
    }

    private static Option<int> Most() => new("--max-rows") { Description = "Rows that are asked at most.", DefaultValueFactory = _ => 200_000 };

    private static string Text(double value) => value.ToString("0.0000", CultureInfo.InvariantCulture);
}
