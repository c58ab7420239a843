using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace Gateway.Core.Names;

/// <summary>Compares a JSON value with the type it should be; unknown names are problems, never ignored.</summary>
/// <param name="form">How the types are written.</param>
/// <param name="problems">Gets a path, a message and the value of everything that is wrong.</param>
public sealed class JsonShape(JsonSerializerOptions form, ICollection<(string Path, string Message, string? Value)> problems)
{
    /// <returns>The value without what is wrong in it; null: nothing is right, or a list or map has a wrong entry.</returns>
    public JsonNode? Right(JsonElement element, Type type, string path)
    {
        JsonTypeInfo shape = form.GetTypeInfo(Nullable.GetUnderlyingType(type) ?? type);
        switch (shape.Kind)
        {
            case JsonTypeInfoKind.Object when element.ValueKind == JsonValueKind.Object:
                return Members(element, shape, path);
            case JsonTypeInfoKind.Enumerable when element.ValueKind == JsonValueKind.Array:
                return Whole(element, () =>
                {
                    foreach ((int place, JsonElement item) in element.EnumerateArray().Index())
                    {
                        Entry(item, shape.ElementType!, $"{path}[{place}]");
                    }
                });
            case JsonTypeInfoKind.Dictionary when element.ValueKind == JsonValueKind.Object:
                return Whole(element, () =>
                {
                    foreach (JsonProperty member in element.EnumerateObject())
                    {
                        Entry(member.Value, shape.ElementType!, Join(path, member.Name));
                    }
                });
            case JsonTypeInfoKind.None when Reads(element, shape):
                return Node(element);
            default:
                problems.Add((path, $"must be {Wanted(shape)}", Shown(element)));
                return null;
        }
    }

    private JsonObject Members(JsonElement element, JsonTypeInfo shape, string path)
    {
        JsonObject right = [];
        HashSet<string> seen = new(StringComparer.OrdinalIgnoreCase);
        foreach (JsonProperty member in element.EnumerateObject())
        {
            string at = Join(path, member.Name);
            JsonPropertyInfo? known = shape.Properties.FirstOrDefault(property => string.Equals(property.Name, member.Name, StringComparison.OrdinalIgnoreCase));
            if (known is null)
            {
                problems.Add((at, NearestName.Unknown(member.Name, [.. shape.Properties.Select(property => property.Name)]), Shown(member.Value)));
            }
            else if (!seen.Add(member.Name))
            {
                problems.Add((at, "is given twice", null));
            }
            else if (member.Value.ValueKind != JsonValueKind.Null)
            {
                if (Right(member.Value, known.PropertyType, at) is { } value)
                {
                    right[known.Name] = value;
                }
            }
            else if (!known.IsSetNullable || known.PropertyType.IsValueType && Nullable.GetUnderlyingType(known.PropertyType) is null)
            {
                problems.Add((at, "must not be null; leave it out for its default", null));
            }
        }

        return right;
    }

    /// <summary>One wrong entry spoils its list or map: without it the others would mean something else.</summary>
    private JsonNode? Whole(JsonElement element, Action check)
    {
        int before = problems.Count;
        check();
        return problems.Count == before ? Node(element) : null;
    }

    private void Entry(JsonElement element, Type type, string path)
    {
        if (element.ValueKind == JsonValueKind.Null)
        {
            problems.Add((path, "must not be null", null));
            return;
        }

        Right(element, type, path);
    }

    private static JsonNode? Node(JsonElement element) => JsonSerializer.SerializeToNode(element);

    private static bool Reads(JsonElement element, JsonTypeInfo shape)
    {
        try
        {
            element.Deserialize(shape);
            return true;
        }
        catch (Exception problem) when (problem is JsonException or InvalidOperationException or FormatException)
        {
            return false;
        }
    }

    private static string Join(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";

    private static string Shown(JsonElement element) => element.GetRawText() is { Length: > 100 } text ? text[..100] + "…" : element.GetRawText();

    private static string Wanted(JsonTypeInfo shape) => shape.Kind switch
    {
        JsonTypeInfoKind.Object or JsonTypeInfoKind.Dictionary => "an object",
        JsonTypeInfoKind.Enumerable => "a list",
        _ => shape.Type switch
        {
            { IsEnum: true } type => $"one of {string.Join(", ", Enum.GetNames(type).Select(JsonNamingPolicy.CamelCase.ConvertName))}",
            { } type when type == typeof(string) => "a text",
            { } type when type == typeof(bool) => "true or false",
            { } type when type == typeof(int) || type == typeof(long) => "a whole number",
            { } type when type == typeof(double) || type == typeof(decimal) => "a number",
            { } type when type == typeof(TimeSpan) => "a number and a unit such as 20ms",
            { } type when type == typeof(DateTimeOffset) => "a time such as 2026-01-31T12:00:00Z",
            { } type => $"a {type.Name}",
        },
    };
}
