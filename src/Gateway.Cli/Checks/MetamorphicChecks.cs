using Gateway.Cli.Hosted;
using Gateway.Core.Evaluation;
using Gateway.Core.Preflight;

namespace Gateway.Cli.Checks;

/// <summary>Rules that need no labels: how an answer moves when one column does.</summary>
internal static class MetamorphicChecks
{
    private const double Tolerance = 1e-5;

    public static async Task<IReadOnlyList<Finding>> OfAsync(Gate gate, string file, DataSet data, IReadOnlyCollection<string> taken, CancellationToken cancellationToken)
    {
        if (gate.Monotone.Count == 0 && gate.Invariant.Count == 0)
        {
            return [];
        }

        await using HostedModel model = await HostedModel.StartAsync(file, cancellationToken);
        IReadOnlyList<InputRows> inputs = InputRows.Of(model.Signature, data, taken);
        double[] before = await AskAsync(model, inputs, data, cancellationToken);
        List<Finding> checks = [];
        foreach ((string name, string? direction) in gate.Monotone.Select(rule => (rule.Key, (string?)rule.Value)).Concat(gate.Invariant.Select(name => (name, (string?)null))))
        {
            if (data.Find(name) is not NumberColumn column)
            {
                throw new UsageException($"gate: {(direction is null ? "invariant" : "monotone")}.{name}: there is no such column of numbers.");
            }

            NumberColumn moved = column with { Values = [.. column.Values.Select(value => value + Step(column.Values))] };
            DataSet other = new([.. data.Columns.Select(same => same == column ? moved : same)]);
            checks.Add(Judge(name, direction, before, await AskAsync(model, InputRows.Of(model.Signature, other, taken), other, cancellationToken)));
        }

        return checks;
    }

    private static Finding Judge(string name, string? direction, double[] before, double[] after)
    {
        int[] wrong = [.. Enumerable.Range(0, before.Length).Where(row => direction switch
        {
            "up" => after[row] < before[row] - Tolerance,
            "down" => after[row] > before[row] + Tolerance,
            _ => Math.Abs(after[row] - before[row]) > Tolerance,
        })];
        string check = direction is null ? $"metamorphic.invariant.{name}" : $"metamorphic.monotone.{name}";
        return wrong.Length == 0
            ? Finding.Passed(check, $"{before.Length} rows")
            : Finding.Failed(check, $"{wrong.Length} of {before.Length} rows; row {wrong[0] + 1} goes from {before[wrong[0]]:G5} to {after[wrong[0]]:G5} when {name} grows");
    }

    /// <summary>The last score of a row: a number, or the last class's probability.</summary>
    private static async Task<double[]> AskAsync(HostedModel model, IReadOnlyList<InputRows> inputs, DataSet data, CancellationToken cancellationToken)
    {
        OutputRows output = (await OutputRows.AskAsync(model, inputs, data.Rows, static (_, place) => place, cancellationToken)).FirstOrDefault(output => output.IsFloat)
            ?? throw new UsageException("gate: monotone and invariant need an output of numbers.");
        return [.. Enumerable.Range(1, data.Rows).Select(row => output.Numbers[row * output.Width - 1])];
    }

    /// <summary>A standard deviation.</summary>
    private static double Step(double[] values)
    {
        double mean = values.Average();
        return Math.Max(Tolerance, Math.Sqrt(values.Average(value => (value - mean) * (value - mean))));
    }
}
