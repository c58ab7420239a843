using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Gateway.Contracts;

namespace Gateway.Api;

/// <summary>Compares a JSON value with the contract it should be; unknown names are problems, never ignored.</summary>
internal static class JsonShape
{
    public static void Check(JsonElement element, Type type, string path, List<ProblemItem> problems)
    {
        JsonTypeInfo shape = ContractJson.Options.GetTypeInfo(Nullable.GetUnderlyingType(type) ?? type);
        switch (shape.Kind)
        {
            case JsonTypeInfoKind.Object when element.ValueKind == JsonValueKind.Object:
                CheckMembers(element, shape, path, problems);
                break;
            case JsonTypeInfoKind.Enumerable when element.ValueKind == JsonValueKind.Array:
                foreach ((int place, JsonElement item) in element.EnumerateArray().Index())
                {
                    CheckPresent(item, shape.ElementType!, $"{path}[{place}]", problems);
                }

                break;
            case JsonTypeInfoKind.Dictionary when element.ValueKind == JsonValueKind.Object:
                foreach (JsonProperty member in element.EnumerateObject())
                {
                    CheckPresent(member.Value, shape.ElementType!, Join(path, member.Name), problems);
                }

                break;
            case JsonTypeInfoKind.None when Reads(element, shape):
                break;
            default:
                problems.Add(new ProblemItem(path, $"must be {Wanted(shape)}", Shown(element)));
                break;
        }
    }

    private static void CheckMembers(JsonElement element, JsonTypeInfo shape, string path, List<ProblemItem> problems)
    {
        HashSet<string> seen = new(StringComparer.OrdinalIgnoreCase);
        foreach (JsonProperty member in element.EnumerateObject())
        {
            string at = Join(path, member.Name);
            JsonPropertyInfo? known = shape.Properties.FirstOrDefault(property => string.Equals(property.Name, member.Name, StringComparison.OrdinalIgnoreCase));
            if (known is null)
            {
                problems.Add(new ProblemItem(at, $"is not known here; known are {string.Join(", ", shape.Properties.Select(property => property.Name))}", Shown(member.Value)));
            }
            else if (!seen.Add(member.Name))
            {
                problems.Add(new ProblemItem(at, "is given twice"));
            }
            else if (member.Value.ValueKind != JsonValueKind.Null)
            {
                Check(member.Value, known.PropertyType, at, problems);
            }
            else if (!known.IsSetNullable || known.PropertyType.IsValueType && Nullable.GetUnderlyingType(known.PropertyType) is null)
            {
                problems.Add(new ProblemItem(at, "must not be null; leave it out for its default"));
            }
        }
    }

    private static void CheckPresent(JsonElement element, Type type, string path, List<ProblemItem> problems)
    {
        if (element.ValueKind == JsonValueKind.Null)
        {
            problems.Add(new ProblemItem(path, "must not be null"));
            return;
        }

        Check(element, type, path, problems);
    }

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
            { } type when type == typeof(DateTimeOffset) => "a time such as 2026-01-31T12:00:00Z",
            { } type => $"a {type.Name}",
        },
    };
}
