using System.Text;

namespace Gateway.Decisions.Report;

/// <summary>One table per kind of candidate: judges down, rates across.</summary>
internal static class SideBySideTables
{
    private const string Settings =
        """
        The peers' settings, by their documentation:

        - Flagger (podinfo's tutorial): every minute, 5 failed checks, 10 % a step to 50 %, success ≥ 99 %, p99 ≤ 500 ms; a window without requests is a failed check.
        - Argo: a background analysis every minute, success ≥ 99 %, `failureLimit: 3`, `consecutiveErrorLimit: 4`; a window without requests is an error, tried again
          after 10 s; the same steps as Flagger's, by time.
        - Kayenta: an hour at 25 % beside a control of 25 %, one point a minute for errors and for p99, judged every ten minutes, pass 95, marginal 75; half of the
          metrics without data is a failure.
        - z: a one-sided test at 1 % on totals at 25 %, every 30 s for an hour, on errors and on attempts above the baseline's p99.

        At 20/h and 6/min the peers' one-minute windows are empty or hold a handful: whoever runs them there makes the windows longer, which trades false
        rollbacks for time. It does not end them: with 60 requests in every window and 0.2 % errors Flagger's rule still rolls back 82 % of runs within 60 windows (above).
        10 % slower is within the gateway's guard (`p99 <= 1.25x baseline`); Kayenta and z call it worse by design, Flagger and Argo see no latency relative to the baseline.
        The gateway's time includes waiting for evidence; the others promote when their clock has run out.

        """;

    public static void Write(StringBuilder text, IReadOnlyList<Cell> cells)
    {
        text.AppendLine("## Side by side").AppendLine();
        text.AppendLine("Good versions: rolled back, promoted · median time to promotion. Bad versions: rolled back, promoted · median time to rollback · failed requests (median).").AppendLine();
        foreach ((string name, _, bool shouldPass) in SideBySide.Candidates)
        {
            text.AppendLine($"### {name}").AppendLine();
            text.AppendLine($"| | {string.Join(" | ", Rates.All.Select(rate => rate.Name))} |").AppendLine($"|---|{string.Concat(Rates.All.Select(_ => "---|"))}");
            foreach (string judge in SideBySide.Judges)
            {
                text.AppendLine($"| {judge} | {string.Join(" | ", Rates.All.Select(rate => Of(cells.Single(cell => cell.Judge == judge && cell.Rate == rate.Name && cell.Version == name), shouldPass)))} |");
            }

            text.AppendLine();
        }

        text.Append(Settings);
    }

    private static string Of(Cell cell, bool shouldPass) =>
        $"{Figures.Percent(cell.RolledBack)}, {Figures.Percent(cell.Promoted)} · {Figures.Time(cell.Seconds)}{(shouldPass ? "" : $" · {Figures.Number(cell.Bad)}")}";
}
