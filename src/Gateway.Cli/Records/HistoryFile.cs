using System.Globalization;
using System.Text.Json.Nodes;
using Gateway.Cli.Data;
using Gateway.Core.Evaluation;

namespace Gateway.Cli.Records;

/// <summary>Losses as training scripts leave them, epoch by epoch: lists in JSON or YAML (Keras's <c>history.history</c>), or the columns of a table.</summary>
internal static class HistoryFile
{
    /// <exception cref="UsageException">It holds no list of numbers.</exception>
    public static JsonObject Read(string file)
    {
        JsonObject curves = Path.GetExtension(file) is ".json" or ".yaml" or ".yml" ? Lists(file) : Columns(DataFile.Read(file));
        return curves.Count > 0 ? curves : throw new UsageException($"{file}: it holds no list of losses, such as {{\"loss\":[0.9,0.4],\"val_loss\":[0.8,0.5]}}.");
    }

    /// <remarks>JSON is read as the YAML that it is: Python writes NaN into it, which JSON does not know and which must be seen.</remarks>
    private static JsonObject Lists(string file) => new((YamlText.Parse(File.ReadAllText(file), $"{file} (as YAML)") as JsonObject ?? []).Where(member => member.Value is JsonArray).Select(member => KeyValuePair.Create(member.Key, (JsonNode?)Curve(((JsonArray)member.Value!).Select(value => value?.ToString() ?? "")))));

    private static JsonObject Columns(DataSet table) => new(table.Columns.OfType<NumberColumn>().Where(column => column.Width == 1)
        .Select(column => KeyValuePair.Create(column.Name, (JsonNode?)Curve(column.Values.Select(value => value.ToString("R", CultureInfo.InvariantCulture))))));

    /// <summary>What is no finite number is a text: it must be seen, and JSON has none.</summary>
    private static JsonArray Curve(IEnumerable<string> values) => [.. values.Select(value =>
        double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number) ? (JsonNode)JsonValue.Create(number) : JsonValue.Create(value))];
}
