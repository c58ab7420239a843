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


            """);
        ReachTable.Write(text, rows);
        PlanTable.Write(text);
        text.AppendLine("## The peers' rules are the peers' rules").AppendLine().AppendLine("| | expected | got | | source |").AppendLine("|---|---|---|---|---|");
        foreach (Vector vector in vectors)
        {
            text.AppendLine($"| {vector.What} | {vector.Expected} | {vector.Got} | {(vector.Holds ? "holds" : "**differs**")} | {vector.Source} |");
        }

        SideBySideTables.Write(text.AppendLine(), cells);
        return text.ToString();
    }
}
