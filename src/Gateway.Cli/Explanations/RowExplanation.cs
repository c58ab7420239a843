using Gateway.Cli.Hosted;
using Gateway.Core.Evaluation;

namespace Gateway.Cli.Explanations;

/// <summary>Shapley values of one row: each coalition asks the model once per background row.</summary>
internal static class RowExplanation
{
    private const int Orders = 200;

    /// <param name="row">Which row.</param>
    /// <param name="output">Which element of an answer: a class's score.</param>
    /// <param name="background">Rows that stand for the ordinary.</param>
    /// <param name="most">Rows that are asked at most.</param>
    public static async Task<(Column[] Columns, Shapley Shapley, bool Exact)> OfAsync(
        HostedModel model, IReadOnlyList<InputRows> inputs, int row, int output, int[] background, int most, ulong seed, CancellationToken cancellationToken)
    {
        Column[] columns = [.. inputs.SelectMany(input => input.Columns)];
        bool exact = columns.Length <= Shapley.MostExact && (1L << columns.Length) * background.Length <= most;
        int orders = (int)Math.Clamp(most / ((columns.Length + 1L) * background.Length), 2, Orders);
        return (columns, exact ? await Shapley.ExactAsync(columns.Length, AskAsync) : await Shapley.SampledAsync(columns.Length, orders, seed, AskAsync), exact);

        async Task<double[]> AskAsync(IReadOnlyList<bool[]> coalitions)
        {
            IReadOnlyList<OutputRows> outputs = await OutputRows.AskAsync(
                model, inputs, coalitions.Count * background.Length,
                (column, place) => coalitions[place / background.Length][Array.IndexOf(columns, column)] ? row : background[place % background.Length], cancellationToken);
            OutputRows scores = outputs.FirstOrDefault(rows => rows.IsFloat) ?? throw new UsageException("The model has no output of numbers to explain.");
            if (output >= scores.Width)
            {
                throw new UsageException($"--class: {output} is not below {scores.Width}.");
            }

            return [.. Enumerable.Range(0, coalitions.Count).Select(k => Enumerable.Range(0, background.Length).Average(b => scores.Numbers[(k * background.Length + b) * scores.Width + output]))];
        }
    }
}
