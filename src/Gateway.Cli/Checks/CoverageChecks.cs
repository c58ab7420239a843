using Gateway.Cli.Fuzzing;
using Gateway.Cli.Hosted;
using Gateway.Core.Evaluation;
using Gateway.Core.Preflight;

namespace Gateway.Cli.Checks;

/// <summary>Whether the golden rows have enough of what may come, where the gate asks.</summary>
internal static class CoverageChecks
{
    /// <param name="golden">Null: there are no rows, which is not enough.</param>
    public static async Task<IEnumerable<Finding>> OfAsync(Gate gate, string model, string? golden, DataSet? data, string[] taken, string[]? classes, CancellationToken cancellationToken)
    {
        if (gate.MinCoverage is not { } least)
        {
            return [];
        }

        if (golden is null)
        {
            return [WithoutRows.NothingCovered(least)];
        }

        await using HostedModel hosted = await HostedModel.StartAsync(model, cancellationToken);
        return [.. (await GoldenCoverage.OfAsync(hosted, golden, data, taken, classes, cancellationToken)).Select(one => one.Coverage.Judge(one.Name, least))];
    }

    /// <param name="least">Share; null: it is only told.</param>
    public static Finding Judge(this Coverage coverage, string name, double? least) => new(
        $"golden.{name}",
        coverage.Cells == 0 ? CheckResult.Inconclusive : least is { } share && coverage.Share < share ? CheckResult.Failed : CheckResult.Passed,
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{100 * coverage.Share:0.0} % of {coverage.Cells}{Lacks(coverage.Missing)}"));

    private static string Lacks(IReadOnlyList<string> missing) => missing.Count == 0 ? "" : $"; no row has {string.Join(", ", missing.Take(20))}{(missing.Count > 20 ? ", …" : "")}";
}
