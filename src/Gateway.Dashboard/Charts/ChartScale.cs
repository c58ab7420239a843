using System.Globalization;
using System.Text;

namespace Gateway.Dashboard.Charts;

/// <summary>From values to places in a picture of 1000 × 100 units, upside down as pictures are.</summary>
internal static class ChartScale
{
    private const double Width = 1000;
    private const double Height = 100;

    /// <returns>The least of 1, 2, 5 times a power of ten that nothing exceeds; 1 for nothing.</returns>
    public static double Top(IEnumerable<double?> values)
    {
        double most = values.Max() ?? 0;
        if (most <= 0)
        {
            return 1;
        }

        double power = Math.Pow(10, Math.Floor(Math.Log10(most)));
        return ((double[])[1, 2, 5, 10]).Select(step => step * power).First(top => top >= most * 0.999);
    }

    /// <returns>An SVG path round the bounds, a shape for each stretch that has any; to the top where there is no high end.</returns>
    public static string Band(IReadOnlyList<ChartBounds?> bounds, double top)
    {
        StringBuilder path = new();
        double slot = Width / Math.Max(1, bounds.Count - 1);
        for (int first = 0; first < bounds.Count; first++)
        {
            int end = first;
            while (end < bounds.Count && bounds[end] is not null)
            {
                end++;
            }

            if (end > first)
            {
                IEnumerable<(double X, double Y)> there = Enumerable.Range(first, end - first).Select(i => (i * slot, bounds[i]!.High is { } high ? Y(high, top) : 0));
                IEnumerable<(double X, double Y)> back = Enumerable.Range(first, end - first).Reverse().Select(i => (i * slot + (end - first == 1 ? 2 : 0), Y(bounds[i]!.Low, top)));
                path.Append('M').AppendJoin('L', there.Concat(back).Select(place => string.Create(CultureInfo.InvariantCulture, $"{place.X:0.#} {place.Y:0.##}"))).Append('Z');
                first = end;
            }
        }

        return path.ToString();
    }

    /// <returns>An SVG path that is broken where nothing was measured.</returns>
    public static string Path(IReadOnlyList<double?> values, double top, bool steps)
    {
        StringBuilder path = new();
        double slot = Width / Math.Max(1, values.Count - 1);
        double? before = null;
        for (int i = 0; i < values.Count; i++)
        {
            if (values[i] is { } value)
            {
                double y = Y(value, top);
                path.Append(CultureInfo.InvariantCulture, $"{(before is null ? "M" : steps ? $"H{i * slot:0.#}V" : "L")}{(before is not null && steps ? "" : $"{i * slot:0.#} ")}{y:0.##}");
                if (before is null && (i + 1 == values.Count || values[i + 1] is null))
                {
                    path.Append("h2"); // a lone point would not be seen
                }
            }

            before = values[i];
        }

        return path.ToString();
    }

    private static double Y(double value, double top) => Height - Height * Math.Min(1, value / top);
}
