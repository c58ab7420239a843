using System.Text;

namespace Gateway.Cli.Reports;

/// <summary>Text as forges and model hubs show it.</summary>
internal static class Markdown
{
    /// <summary>Nothing without rows.</summary>
    public static void Table(this StringBuilder text, string[] header, IEnumerable<string[]> rows)
    {
        string[][] lines = [.. rows];
        if (lines.Length == 0)
        {
            return;
        }

        text.Append($"| {string.Join(" | ", header)} |\n|{string.Concat(header.Select(_ => "---|"))}\n");
        foreach (string[] line in lines)
        {
            text.Append($"| {string.Join(" | ", line.Select(Cell))} |\n");
        }

        text.Append('\n');
    }

    /// <summary>A table that is folded away.</summary>
    public static void Details(this StringBuilder text, string title, string[] header, IEnumerable<string[]> rows)
    {
        text.Append($"<details><summary>{title}</summary>\n\n");
        text.Table(header, rows);
        text.Append("</details>\n\n");
    }

    /// <summary>A table under a heading; nothing without rows.</summary>
    public static void Section(this StringBuilder text, string title, string[] header, IEnumerable<string[]> rows)
    {
        string[][] lines = [.. rows];
        if (lines.Length > 0)
        {
            text.Append($"## {title}\n\n");
            text.Table(header, lines);
        }
    }

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal).ReplaceLineEndings(" ");
}
