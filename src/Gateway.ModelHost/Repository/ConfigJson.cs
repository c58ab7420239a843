using System.Text.Json;

namespace Gateway.ModelHost.Repository;

/// <summary>The same configuration in protobuf's JSON: names in either spelling, a map as an object.</summary>
internal static class ConfigJson
{
    private static readonly string[] Maps = ["parameters", "inputs", "priority_queue_policy"];

    /// <exception cref="ConfigException">It is no JSON object.</exception>
    public static ConfigNode Read(string json)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 32 });
            return document.RootElement.ValueKind == JsonValueKind.Object ? Message(document.RootElement) : throw new ConfigException(["The configuration must be a JSON object."]);
        }
        catch (JsonException problem)
        {
            throw new ConfigException([$"The configuration is not valid JSON (line {problem.LineNumber + 1})."]);
        }
    }

    private static ConfigNode Message(JsonElement element)
    {
        ConfigNode node = new();
        foreach (JsonProperty member in element.EnumerateObject())
        {
            string name = JsonNamingPolicy.SnakeCaseLower.ConvertName(member.Name);
            foreach (JsonElement value in member.Value.ValueKind == JsonValueKind.Array ? [.. member.Value.EnumerateArray()] : new[] { member.Value })
            {
                Add(node, name, value);
            }
        }

        return node;
    }

    private static void Add(ConfigNode node, string name, JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            node.Add(new ConfigField(name, value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText(), null, 0));
        }
        else if (!Maps.Contains(name))
        {
            node.Add(new ConfigField(name, "", Message(value), 0));
        }
        else
        {
            foreach (JsonProperty entry in value.EnumerateObject())
            {
                ConfigNode pair = new();
                pair.Add(new ConfigField("key", entry.Name, null, 0));
                pair.Add(new ConfigField("value", "", Message(entry.Value), 0));
                node.Add(new ConfigField(name, "", pair, 0));
            }
        }
    }
}
