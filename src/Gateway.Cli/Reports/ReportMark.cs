namespace Gateway.Cli.Reports;

/// <summary>Comments that nobody sees, by which a report is found again, and its verdict.</summary>
internal static class ReportMark
{
    private const string Verdict = "<!-- gateway-verdict ";

    public static string Of(string model) => $"<!-- gateway-report model={model} -->";

    public static string OfVerdict(string verdict) => $"{Verdict}{verdict} -->";

    /// <exception cref="UsageException">The text is no report of ours.</exception>
    public static (string Mark, string Model, string Verdict) Read(string report)
    {
        string[] lines = report.Split('\n', 3);
        return lines is [var mark, var verdict, _] && mark.StartsWith("<!-- gateway-report model=", StringComparison.Ordinal) && verdict.StartsWith(Verdict, StringComparison.Ordinal)
            ? (mark, mark["<!-- gateway-report model=".Length..^" -->".Length], verdict[Verdict.Length..^" -->".Length])
            : throw new UsageException("It is no report of gwctl check --report.");
    }
}
