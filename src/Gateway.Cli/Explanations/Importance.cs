using Gateway.Cli.Evaluations;
using Gateway.Cli.Hosted;
using Gateway.Core.Evaluation;
using Gateway.Core.Statistics;

namespace Gateway.Cli.Explanations;

/// <summary>How much worse a model is when one column is shuffled.</summary>
/// <param name="Mean">Score before − after, mean of the repeats.</param>
/// <param name="TwoSigma">Twice the standard deviation over the repeats, as ELI5 shows it.</param>
internal sealed record Importance(string Column, double Mean, double TwoSigma)
{
    private const int Repeats = 5;

    /// <param name="taken">Columns that are no inputs.</param>
    /// <param name="most">Rows that are asked at most, all repeats and columns together.</param>
    /// <returns>Most important first.</returns>
    public static async Task<(IReadOnlyList<Importance> Columns, int Rows)> OfAsync(HostedModel model, DataSet data, Reading reading, IReadOnlyCollection<string> taken, ulong seed, int most, CancellationToken cancellationToken)
    {
        IReadOnlyList<InputRows> inputs = InputRows.Of(model.Signature, data, taken);
        Column[] columns = [.. inputs.SelectMany(input => input.Columns)];
        (Predictions said, Truth truth) = reading.Read(await OutputRows.AskAsync(model, inputs, data.Rows, static (_, place) => place, cancellationToken));
        double score = Score(said, truth);
        int repeats = Math.Clamp(most / Math.Max(1, data.Rows * columns.Length), 1, Repeats);
        Draws random = new(seed);
        List<Importance> found = [];
        foreach (Column column in columns)
        {
            double[] drops = new double[repeats];
            for (int k = 0; k < repeats; k++)
            {
                int[] places = [.. Enumerable.Range(0, data.Rows)];
                random.Shuffle(places);
                IReadOnlyList<OutputRows> outputs = await OutputRows.AskAsync(model, inputs, data.Rows, (of, place) => of == column ? places[place] : place, cancellationToken);
                drops[k] = score - Score(reading.Read(outputs).Said, truth);
            }

            double mean = drops.Average();
            found.Add(new Importance(column.Name, mean, 2 * Math.Sqrt(drops.Average(drop => (drop - mean) * (drop - mean)))));
        }

        return ([.. found.OrderByDescending(column => column.Mean)], data.Rows * (1 + columns.Length * repeats));
    }

    /// <summary>The share that is right, or minus the mean absolute error: higher is better.</summary>
    private static double Score(Predictions said, Truth truth) => (said, truth) switch
    {
        (Predictions.Classification classes, Truth.OfClasses right) => classes.Chosen.Zip(right.Places, (one, other) => one == other ? 1.0 : 0).Average(),
        (Predictions.Regression numbers, Truth.OfNumbers right) => -numbers.Values.Zip(right.Values, (one, other) => Math.Abs(one - other)).Average(),
        _ => double.NaN,
    };
}
