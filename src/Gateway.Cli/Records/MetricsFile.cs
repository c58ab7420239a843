using System.Text.Json;
using System.Text.Json.Nodes;

namespace Gateway.Cli.Records;

/// <summary>Figures as training scripts leave them: an object, nested as one likes; names are joined with points.</summary>
internal static class MetricsFile
{
    /// <exception cref="UsageException">A figure is no number: a model whose metric is NaN is not a good one.</exception>
    public static JsonArray Read(string file) =>
        [.. Flat(YamlText.Read(file), "").Select(figure => new JsonObject { ["name"] = figure.Name, ["value"] = Number(file, figure.Name, figure.Value) })];

    /// <returns>Every leaf with its path.</returns>
    public static IEnumerable<(string Name, JsonNode? Value)> Flat(JsonNode? node, string prefix) => node is JsonObject members
        ? members.SelectMany(member => Flat(member.Value, prefix.Length == 0 ? member.Key : $"{prefix}.{member.Key}"))
        : [(prefix, node)];

    private static double Number(string file, string name, JsonNode? value) =>
        value?.GetValueKind() == JsonValueKind.Number && value.GetValue<double>() is double number && double.IsFinite(number)
            ? number
            : throw new UsageException($"{file}: {name} is no finite number ({value?.ToJsonString() ?? "null"}).");
}
