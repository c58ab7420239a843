using System.Text.Json;
using System.Text.Json.Nodes;
using Gateway.Core.Inference;

namespace Gateway.Routing.Grpc;

/// <summary>Triton's statistics, which hosts tell in JSON, as their message.</summary>
internal static class StatisticsMessage
{
    private const int Lines = 1;
    private const int Key = 1, Value = 2;

    private static readonly Layout Duration = new([("count", 1, null), ("ns", 2, null)]);

    private static readonly Layout Request = new(
        [("success", 1, Duration), ("fail", 2, Duration), ("queue", 3, Duration), ("compute_input", 4, Duration), ("compute_infer", 5, Duration), ("compute_output", 6, Duration), ("cache_hit", 7, Duration), ("cache_miss", 8, Duration)]);

    private static readonly Layout Response = new(
        [("compute_infer", 1, Duration), ("compute_output", 2, Duration), ("success", 3, Duration), ("fail", 4, Duration), ("empty_response", 5, Duration), ("cancel", 6, Duration)]);

    private static readonly Layout Batch = new([("batch_size", 1, null), ("compute_input", 2, Duration), ("compute_infer", 3, Duration), ("compute_output", 4, Duration)]);

    private static readonly Layout Memory = new([("type", 1, null), ("id", 2, null), ("byte_size", 3, null)]);

    private static readonly Layout Model = new(
        [("name", 1, null), ("version", 2, null), ("last_inference", 3, null), ("inference_count", 4, null), ("execution_count", 5, null), ("inference_stats", 6, Request), ("batch_stats", 7, Batch), ("memory_usage", 8, Memory), ("response_stats", 9, new Layout(Response.Members, IsMap: true))]);

    /// <param name="statistics">An object for each version.</param>
    public static ProtoWriter Of(JsonArray statistics)
    {
        ProtoWriter reply = new();
        foreach (JsonObject version in statistics.OfType<JsonObject>())
        {
            reply.Message(Lines, Of(version, Model));
        }

        return reply;
    }

    private static ProtoWriter Of(JsonObject json, Layout layout)
    {
        ProtoWriter message = new();
        foreach ((string name, int number, Layout? inner) in layout.Members)
        {
            Write(message, number, json[name], inner);
        }

        return message;
    }

    /// <summary>What is of another kind than it must be is left out.</summary>
    private static void Write(ProtoWriter message, int number, JsonNode? value, Layout? inner)
    {
        switch (value)
        {
            case JsonArray lines when inner is not null:
                lines.OfType<JsonObject>().ToList().ForEach(line => message.Message(number, Of(line, inner)));
                break;
            case JsonObject entries when inner is { IsMap: true }:
                entries.ToList().ForEach(entry => message.Message(number, Entry(entry.Key, entry.Value as JsonObject ?? [], inner)));
                break;
            case JsonObject part when inner is not null:
                message.Message(number, Of(part, inner));
                break;
            case JsonValue text when text.GetValueKind() == JsonValueKind.String:
                message.Text(number, text.GetValue<string>());
                break;
            case JsonValue count when count.TryGetValue(out long whole):
                message.Number(number, (ulong)whole);
                break;
            default:
                break;
        }
    }

    private static ProtoWriter Entry(string key, JsonObject value, Layout inner)
    {
        ProtoWriter entry = new();
        entry.Text(Key, key);
        entry.Message(Value, Of(value, inner));
        return entry;
    }

    /// <summary>A message's members: names in JSON, numbers on the wire, and what lies in those that are messages.</summary>
    private sealed record Layout((string Name, int Number, Layout? Inner)[] Members, bool IsMap = false);
}
