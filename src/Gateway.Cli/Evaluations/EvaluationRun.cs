using Gateway.Cli.Hosted;
using Gateway.Core.Evaluation;

namespace Gateway.Cli.Evaluations;

/// <summary>A model, and a baseline if there is one, on the same rows.</summary>
/// <param name="Changes">Empty without a baseline.</param>
internal sealed record EvaluationRun(Evaluation Candidate, Evaluation? Baseline, IReadOnlyList<MetricChange> Changes)
{
    public static async Task<EvaluationRun> RunAsync(string model, string? baseline, DataSet data, Reading reading, IReadOnlyList<Column> slices, ulong seed, CancellationToken cancellationToken)
    {
        (Predictions said, Truth truth) = await AskAsync(model, data, reading, slices, cancellationToken);
        Evaluation candidate = Evaluation.Of(said, truth, slices, seed);
        if (baseline is null)
        {
            return new EvaluationRun(candidate, null, []);
        }

        (Predictions before, _) = await AskAsync(baseline, data, reading, slices, cancellationToken);
        return new EvaluationRun(candidate, Evaluation.Of(before, truth, slices, seed), Comparison.Of(before, said, truth, seed));
    }

    private static async Task<(Predictions Said, Truth Truth)> AskAsync(string file, DataSet data, Reading reading, IReadOnlyList<Column> slices, CancellationToken cancellationToken)
    {
        await using HostedModel model = await HostedModel.StartAsync(file, cancellationToken);
        IReadOnlyList<InputRows> inputs = InputRows.Of(model.Signature, data, [reading.Label.Name, .. slices.Where(slice => slice is TextColumn).Select(slice => slice.Name)]);
        return reading.Read(await OutputRows.AskAsync(model, inputs, data.Rows, static (_, place) => place, cancellationToken));
    }
}
