using System.Text;

namespace Gateway.Cli.Reports;

/// <summary>Brings a report to where developers read it. A token without rights, as of a fork's pull request, fails no job: the report is in the step summary.</summary>
/// <param name="Environment">Variables by name.</param>
internal sealed record ReportPost(HttpClient Http, Func<string, string?> Environment, TextWriter Output)
{
    private const int Spare = 500;
    private const int MostSummary = 1_000_000;

    /// <param name="mustComment">A report that could not be posted is exit code 3.</param>
    public async Task<int> RunAsync(string report, bool check, bool mustComment, CancellationToken cancellationToken)
    {
        (string mark, string model, string verdict) = ReportMark.Read(report);
        string? summary = await SummarizeAsync(report, cancellationToken);
        if (Forge() is not { } forge)
        {
            await Output.WriteLineAsync(summary is null ? "Neither GitHub's nor GitLab's variables are here: the report was posted nowhere." : $"The report is in {summary}.");
            return mustComment ? Exit.Unreachable : Exit.Done;
        }

        bool posted = await TryAsync(() => forge.CommentAsync(mark, Cut(report, forge.Most), cancellationToken), summary);
        if (check)
        {
            posted &= await TryAsync(
                async () =>
                {
                    await forge.CheckAsync($"gateway: {model}", verdict, $"{model}: {verdict}", Cut(report, 65_535), cancellationToken);
                    return $"the check says {verdict}";
                },
                summary);
        }

        return posted || !mustComment ? Exit.Done : Exit.Unreachable;
    }

    /// <summary>Folded sections go first, the last one first.</summary>
    public static string Cut(string report, int most)
    {
        int cut = 0;
        string kept = report;
        while (kept.Length > most - Spare && kept.LastIndexOf("<details>", StringComparison.Ordinal) is > 0 and var start)
        {
            int end = kept.IndexOf("</details>", start, StringComparison.Ordinal) is > 0 and var close ? close + "</details>".Length : kept.Length;
            kept = kept[..start] + kept[end..];
            cut++;
        }

        kept = kept.Length > most - Spare ? kept[..(most - Spare)] : kept;
        return kept.Length == report.Length ? report : $"{kept}\n_Too long: {Math.Max(1, cut)} sections are in the step summary._\n";
    }

    private IForge? Forge() => Environment("GITHUB_ACTIONS") == "true" ? new GitHub(Http, Environment) : Environment("GITLAB_CI") == "true" ? new GitLab(Http, Environment) : null;

    private async Task<bool> TryAsync(Func<Task<string>> post, string? summary)
    {
        try
        {
            await Output.WriteLineAsync(await post());
            return true;
        }
        catch (ForgeException refused)
        {
            await Output.WriteLineAsync($"{refused.Message}{(summary is null ? "" : $"; the report is in {summary}")}");
            return false;
        }
    }

    private async Task<string?> SummarizeAsync(string report, CancellationToken cancellationToken)
    {
        if (Environment("GITHUB_STEP_SUMMARY") is not { Length: > 0 } file)
        {
            return null;
        }

        await File.AppendAllTextAsync(file, Cut(report, MostSummary) + "\n", Encoding.UTF8, cancellationToken);
        return "the step summary";
    }
}
