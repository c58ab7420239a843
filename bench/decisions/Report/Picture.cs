using System.Globalization;
using System.Text;

namespace Gateway.Decisions.Report;

/// <summary>Two rows of bars per judge and rate; colours that can be read on white and on black.</summary>
internal static class Picture
{
    private const int Width = 960;
    private const int Left = 90;
    private const int Column = 172;
    private const int Bar = 13;
    private const int Panel = 118;

    private static readonly string[] Colours = ["#2a9d5c", "#4f86c6", "#c9822b", "#a765b8", "#c7566a"];

    public static string Write(IReadOnlyList<Cell> cells)
    {
        StringBuilder svg = new();
        int height = 60 + 3 * Panel + 20;
        svg.AppendLine($"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {Width} {height}" font-family="system-ui, sans-serif" font-size="12" role="img" aria-label="Decision quality of five judges at five rates">""");
        svg.AppendLine("""<style>text { fill: #57606a } .axis { stroke: #8b949e; stroke-width: 1 } @media (prefers-color-scheme: dark) { text { fill: #c9d1d9 } }</style>""");
        string[] judges = [.. SideBySide.Judges];
        for (int i = 0; i < judges.Length; i++)
        {
            svg.AppendLine(Invariant($"""<rect x="{Left + i * 110}" y="12" width="12" height="12" rx="2" fill="{Colours[i]}"/><text x="{Left + i * 110 + 18}" y="22">{judges[i]}</text>"""));
        }

        for (int i = 0; i < Rates.All.Length; i++)
        {
            svg.AppendLine(Invariant($"""<text x="{Left + i * Column}" y="48" font-weight="600">{Rates.All[i].Name}</text>"""));
        }

        Rows(svg, cells, judges, 60, "identical:", "rolled back", "identical", cell => cell.RolledBack, cell => Figures.Percent(cell.RolledBack));
        Rows(svg, cells, judges, 60 + Panel, "identical:", "promoted", "identical", cell => cell.Promoted, cell => $"{Figures.Percent(cell.Promoted)} · {Figures.Time(cell.Seconds)}");
        Rows(svg, cells, judges, 60 + 2 * Panel, "5 % bad:", "rolled back", "5 % bad", cell => cell.RolledBack, cell => $"{Figures.Percent(cell.RolledBack)} · {Figures.Time(cell.Seconds)}");
        return svg.AppendLine("</svg>").ToString();
    }

    private static void Rows(StringBuilder svg, IReadOnlyList<Cell> cells, string[] judges, int top, string title, string what, string version, Func<Cell, double> length, Func<Cell, string> says)
    {
        svg.AppendLine(Invariant($"""<text x="8" y="{top + 30}" font-weight="600">{title}</text><text x="8" y="{top + 46}">{what}</text>"""));
        for (int r = 0; r < Rates.All.Length; r++)
        {
            int x = Left + r * Column;
            svg.AppendLine(Invariant($"""<line class="axis" x1="{x}" y1="{top + 4}" x2="{x}" y2="{top + Panel - 26}"/>"""));
            for (int j = 0; j < judges.Length; j++)
            {
                Cell cell = cells.Single(cell => cell.Judge == judges[j] && cell.Rate == Rates.All[r].Name && cell.Version == version);
                double y = top + 6 + j * (Bar + 4), width = Math.Max(1, length(cell) * 56);
                svg.AppendLine(Invariant($"""<rect x="{x}" y="{y:0.#}" width="{width:0.#}" height="{Bar}" fill="{Colours[j]}"/><text x="{x + width + 5:0.#}" y="{y + Bar - 2:0.#}" font-size="11">{says(cell)}</text>"""));
            }
        }
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
