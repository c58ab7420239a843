using System.Text;

namespace Gateway.Decisions.Report;

/// <summary>What must be reached, what was, and notes beneath.</summary>
internal static class ReachTable
{
    public static void Write(StringBuilder text, IReadOnlyList<Row> rows)
    {
        text.AppendLine("| situation, 200 requests/s unless said, 0.1 % bad | reach | measured | | runs |").AppendLine("|---|---|---|---|---|");
        List<string> notes = [];
        foreach (Row row in rows)
        {
            if (row.Note is { } note)
            {
                notes.Add(note);
            }

            text.AppendLine($"| {row.Situation}{(row.Note is null ? "" : $" ({notes.Count})")} | {row.Reach} | {row.Measured} | {Word(row.Reached)} | {(row.Runs == 0 ? "" : row.Runs)} |");
        }

        text.AppendLine();
        foreach ((int index, string note) in notes.Index())
        {
            text.AppendLine($"{index + 1}. {note}");
        }

        text.AppendLine();
    }

    private static string Word(bool? reached) => reached switch { true => "reached", false => "**not reached**", null => "" };
}
