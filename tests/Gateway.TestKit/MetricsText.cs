using System.Globalization;

namespace Gateway.TestKit;

/// <summary>Reads Prometheus' text.</summary>
public static class MetricsText
{
    public static double Sum(string text, string name, params (string Label, string Value)[] labels) => text.Split('\n')
        .Where(line => line.StartsWith(name + "{", StringComparison.Ordinal) && labels.All(label => line.Contains($"{label.Label}=\"{label.Value}\"", StringComparison.Ordinal)))
        .Sum(line => double.Parse(line[(line.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture));

    /// <returns>The names of a series' labels, in alphabetical order; empty without labels; null when there is no such series.</returns>
    public static string[]? Labels(string text, string name)
    {
        string? line = text.Split('\n').FirstOrDefault(line => line.StartsWith(name + "{", StringComparison.Ordinal) || line.StartsWith(name + " ", StringComparison.Ordinal));
        return line is null ? null
            : line[name.Length] == ' ' ? []
            : [.. line[(name.Length + 1)..line.LastIndexOf('}')].Split("\",").Select(pair => pair.Split('=')[0]).Order(StringComparer.Ordinal)];
    }
}
