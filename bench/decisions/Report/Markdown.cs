using System.Text;

namespace Gateway.Decisions.Report;

/// <summary>The report as it is committed.</summary>
internal static class Markdown
{
    public static string Write(IReadOnlyList<Vector> vectors, IReadOnlyList<Row> rows, IReadOnlyList<Cell> cells, string how)
    {
        StringBuilder text = new();
        text.Append(
            $"""
            # Decision quality

            {how} Everything is simulated with fixed seeds: the split, the counting, the judge and the rollout machine are the code that the
            gateway runs, the requests are made up. Versions: log-normal latency with a median of 20 ms and a p99 of 51 ms, 0.1 % bad, Poisson
            arrivals, unless a line says otherwise. *Bad* counts failed attempts of the candidate before any rescue.

            ![What each judge does with versions that are as good as the old one, and how soon it promotes them](report.svg)

            ## What the judge must reach

            | situation, 200 requests/s unless said, 0.1 % bad | reach | measured | | runs |
            |---|---|---|---|---|

            """);
        foreach (Row row in rows)
        {
            text.AppendLine($"| {row.Situation}{(row.Note is null ? "" : $" ({row.Note})")} | {row.Reach} | {row.Measured} | {(row.Reached is { } reached ? reached ? "reached" : "**not reached**" : "")} | {row.Runs} |");
        }

        text.AppendLine().AppendLine("## The peers' rules are the peers' rules").AppendLine().AppendLine("| | expected | got | | source |").AppendLine("|---|---|---|---|---|");
        foreach (Vector vector in vectors)
        {
            text.AppendLine($"| {vector.What} | {vector.Expected} | {vector.Got} | {(vector.Holds ? "holds" : "**differs**")} | {vector.Source} |");
        }

        text.AppendLine().AppendLine("## Side by side").AppendLine();
        text.AppendLine("Good versions: rolled back, promoted · median time to promotion. Bad versions: rolled back · median time to that · failed requests (median).").AppendLine();
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

        text.AppendLine("The peers, with the settings of their documentation: Flagger 1 min, 5 failed checks, 10 % a step to 50 %, success ≥ 99 %, p99 ≤ 500 ms. Argo 1 min, failureLimit 3, success ≥ 99 %,");
        text.AppendLine("the same steps by time. Kayenta an hour at 25 % beside a control of 25 %, one point a minute for errors and p99, judged every ten minutes. z: totals at 25 %, every 30 s for an hour, on errors");
        text.AppendLine("and on attempts above the baseline's p99. At 20/h the gateway's shadow phase is not simulated. 10 % slower is within the guard (`p99 <= 1.25x baseline`); Kayenta and z call it worse by design.");
        return text.ToString();
    }

    private static string Of(Cell cell, bool shouldPass) => shouldPass
        ? $"{Figures.Percent(cell.RolledBack)}, {Figures.Percent(cell.Promoted)} · {Figures.Time(cell.Seconds)}"
        : $"{Figures.Percent(cell.RolledBack)} · {Figures.Time(cell.Seconds)} · {Figures.Number(cell.Bad)}";
}
