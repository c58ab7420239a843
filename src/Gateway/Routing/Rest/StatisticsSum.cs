using System.Text.Json;
using System.Text.Json.Nodes;

namespace Gateway.Routing.Rest;

/// <summary>Two hosts' statistics as one: numbers are added, the later time stays, runs of one size are one line.</summary>
internal static class StatisticsSum
{
    private const string Size = "batch_size";

    public static JsonObject Of(JsonObject one, JsonObject other)
    {
        JsonObject sum = (JsonObject)one.DeepClone();
        foreach ((string name, JsonNode? value) in other)
        {
            sum[name] = sum[name] is { } before && value is not null ? Of(name, before, value) : value?.DeepClone();
        }

        return sum;
    }

    private static JsonNode Of(string name, JsonNode one, JsonNode other) => (one, other) switch
    {
        (JsonObject left, JsonObject right) => Of(left, right),
        (JsonArray left, JsonArray right) => Lines(left, right),
        (JsonValue left, JsonValue right) when Number(left) is { } ours && Number(right) is { } theirs => name switch
        {
            Size => ours,
            "last_inference" => Math.Max(ours, theirs),
            _ => ours + theirs,
        },
        _ => one.DeepClone(),
    };

    private static long? Number(JsonValue value) => value.GetValueKind() == JsonValueKind.Number && value.TryGetValue(out long number) ? number : null;

    /// <summary>What has no size is not of batches, and is put side by side.</summary>
    private static JsonArray Lines(JsonArray one, JsonArray other) =>
    [
        .. one.Concat(other).OfType<JsonObject>().GroupBy(line => (long?)line[Size] ?? -1).OrderBy(lines => lines.Key)
            .SelectMany(lines => lines.Key < 0 ? lines.Select(line => (JsonNode)line.DeepClone()) : [lines.Select(line => (JsonObject)line.DeepClone()).Aggregate(Of)]),
    ];
}
