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
                double y = Height - Height * Math.Min(1, value / top);
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
}
