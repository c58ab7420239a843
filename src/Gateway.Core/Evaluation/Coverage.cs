namespace Gateway.Core.Evaluation;

/// <summary>How much of what may come a set of rows has.</summary>
/// <param name="Cells">What may come.</param>
/// <param name="Missing">Names of what no row has.</param>
public sealed record Coverage(int Cells, IReadOnlyList<string> Missing)
{
    private const int Bins = 10;

    /// <summary>0 … 1; NaN where nothing may come.</summary>
    public double Share => (Cells - Missing.Count) / (double)Cells;

    /// <param name="classes">In the order of the scores.</param>
    /// <param name="seen">Places of the classes that were answered.</param>
    public static Coverage OfClasses(IReadOnlyList<string> classes, IEnumerable<int> seen)
    {
        HashSet<int> hit = [.. seen];
        return new Coverage(classes.Count, [.. classes.Where((_, place) => !hit.Contains(place))]);
    }

    /// <summary>Cells of feature × decile of the reference; a decile that holds no value of its own is none.</summary>
    /// <param name="features">Name, the reference's values, and the rows' values; what is no number counts nowhere.</param>
    public static Coverage OfDeciles(IEnumerable<(string Name, double[] Reference, IEnumerable<double> Seen)> features)
    {
        int cells = 0;
        List<string> missing = [];
        foreach ((string name, double[] reference, IEnumerable<double> seen) in features)
        {
            double[] edges = Edges([.. reference.Where(double.IsFinite).Order()]);
            HashSet<int> hit = [.. seen.Where(double.IsFinite).Select(value => Bin(edges, value))];
            int[] bins = [.. reference.Where(double.IsFinite).Select(value => Bin(edges, value)).Distinct().Order()];
            cells += bins.Length;
            missing.AddRange(bins.Where(bin => !hit.Contains(bin)).Select(bin => $"{name} decile {bin + 1}"));
        }

        return new Coverage(cells, missing);
    }

    /// <returns>Inner edges, each once.</returns>
    private static double[] Edges(double[] ordered) => ordered.Length == 0 ? [] : [.. Enumerable.Range(1, Bins - 1).Select(k => ordered[(int)((long)k * (ordered.Length - 1) / Bins)]).Distinct()];

    private static int Bin(double[] edges, double value)
    {
        int place = Array.BinarySearch(edges, value);
        return place < 0 ? ~place : place;
    }
}
