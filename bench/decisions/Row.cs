using System.Globalization;

namespace Gateway.Decisions;

/// <summary>One line of "What it must reach".</summary>
/// <param name="Reached">Null: shown beside, nothing to reach.</param>
internal sealed record Row(string Situation, string Reach, string Measured, bool? Reached, int Runs, string? Note = null);

/// <summary>Numbers as the report writes them.</summary>
internal static class Figures
{
    public static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted.Length == 0 ? double.NaN : sorted[sorted.Length / 2];
    }

    public static double Quantile(IEnumerable<double> values, double share)
    {
        double[] sorted = [.. values.Order()];
        return sorted[Math.Min(sorted.Length - 1, (int)(sorted.Length * share))];
    }

    public static double Share<T>(IReadOnlyCollection<T> all, Func<T, bool> which) => (double)all.Count(which) / all.Count;

    public static string Percent(double share) => double.IsNaN(share) ? "–" : (share * 100).ToString(share is > 0 and < 0.1 ? "0.##" : "0.#", CultureInfo.InvariantCulture) + " %";

    public static string Number(double value) => double.IsNaN(value) ? "–" : value.ToString(value < 100 ? "0.##" : "0", CultureInfo.InvariantCulture);

    public static string Time(double seconds) => !double.IsFinite(seconds) ? "never"
        : seconds < 90 ? Number(seconds) + " s"
        : seconds < 5400 ? Number(Math.Round(seconds / 60, 1)) + " min"
        : Number(Math.Round(seconds / 3600, 1)) + " h";
}
