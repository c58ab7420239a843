using System.Globalization;
using Gateway.Core.Statistics;

namespace Gateway.Core.Evaluation;

/// <summary>Cuts rows into populations by a column: by its values, or by quarters where it has many numbers.</summary>
public static class Slicing
{
    /// <summary>More are one population, "(other)": a table that nobody reads to its end says nothing.</summary>
    public const int Most = 50;

    private const int FewValues = 20;

    private static readonly double[] Cuts = [0.25, 0.5, 0.75];

    public static IReadOnlyList<(string Name, int[] Rows)> Rows(Column column)
    {
        string[] names = column is NumberColumn numbers && numbers.Values.Distinct().Skip(FewValues).Any()
            ? Quarters(numbers)
            : [.. Enumerable.Range(0, column.Rows).Select(row => column.Text(row) is { Length: > 0 } text ? text : "(missing)")];
        HashSet<string> kept = [.. names.CountBy(name => name).OrderByDescending(count => count.Value).Take(Most).Select(count => count.Key)];
        return
        [
            .. names.Select((name, row) => (Name: kept.Contains(name) ? name : "(other)", Row: row))
                .GroupBy(row => row.Name, row => row.Row)
                .Select(slice => (slice.Key, slice.ToArray())),
        ];
    }

    private static string[] Quarters(NumberColumn column)
    {
        double[] sorted = [.. column.Values.Where(value => !double.IsNaN(value)).Order()];
        double[] edges = [.. Cuts.Select(share => Quantiles.Sorted(sorted, share))];
        return [.. column.Values.Select(value => double.IsNaN(value) ? "(missing)" : Name(edges, value))];
    }

    private static string Name(double[] edges, double value)
    {
        int at = edges.TakeWhile(edge => value > edge).Count();
        return $"{(at == 0 ? "" : $"{Text(edges[at - 1])} < ")}x{(at == edges.Length ? "" : $" <= {Text(edges[at])}")}";
    }

    private static string Text(double edge) => edge.ToString("G4", CultureInfo.InvariantCulture);
}
