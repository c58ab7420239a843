using Gateway.Cli.Gates;
using Gateway.Core.Evaluation;

namespace Gateway.Cli.Checks;

/// <summary>How much of what a model meets its rows reach: each tenth of each column's range, and each class.</summary>
/// <param name="Missing">Cells that no row reaches, by name.</param>
internal sealed record Coverage(double Share, IReadOnlyList<string> Missing)
{
    private const int Tenths = 10;

    /// <param name="rows">What is looked at.</param>
    /// <param name="all">What there is.</param>
    public static Coverage Of(DataSet rows, DataSet all, string label)
    {
        List<(string Cell, bool Hit)> cells = [];
        foreach (Column column in all.Columns)
        {
            if (column.Name == label || column is TextColumn)
            {
                HashSet<string> seen = [.. Texts(rows.Find(column.Name))];
                cells.AddRange(Texts(column).Distinct().Select(text => ($"{column.Name}={text}", seen.Contains(text))));
            }
            else if (column is NumberColumn { Width: 1 } numbers && numbers.Values.Max() > numbers.Values.Min())
            {
                (double low, double high) = (numbers.Values.Min(), numbers.Values.Max());
                HashSet<int> seen = [.. ((rows.Find(column.Name) as NumberColumn)?.Values ?? []).Select(value => Tenth(value, low, high))];
                cells.AddRange(numbers.Values.Select(value => Tenth(value, low, high)).Distinct().Select(tenth => ($"{column.Name}, tenth {tenth + 1}", seen.Contains(tenth))));
            }
        }

        return new Coverage(cells.Count == 0 ? 1 : cells.Count(cell => cell.Hit) / (double)cells.Count, [.. cells.Where(cell => !cell.Hit).Select(cell => cell.Cell)]);
    }

    public Checked Judge(double least)
    {
        string missing = Missing.Count == 0 ? "" : $"; missing: {string.Join("; ", Missing.Take(10))}{(Missing.Count > 10 ? $" and {Missing.Count - 10} more" : "")}";
        string says = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Share:P1} of the cells are reached, {least:P1} wanted{missing}");
        return new Checked("golden.coverage", Share >= least ? GateResult.Passed : GateResult.Failed, says);
    }

    private static int Tenth(double value, double low, double high) => (int)Math.Clamp((value - low) / (high - low) * Tenths, 0, Tenths - 1);

    private static IEnumerable<string> Texts(Column? column) => column is null ? [] : Enumerable.Range(0, column.Rows).Select(column.Text);
}
