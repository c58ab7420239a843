using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Gateway.EndToEnd;

/// <summary>The page <c>docs/api.md</c>, made of the two OpenAPI descriptions.</summary>
internal static class ApiReference
{
    private const string Head = """
        # API reference

        Made of the gateway's own OpenAPI descriptions (`/swagger` on the admin port), and held against them by a test; `GATEWAY_WRITE_API=1` writes it anew. Conventions:
        a POST takes an `Idempotency-Key`, a change an optional `reason`; lists answer `items` and, while there is more, `next`; durations are `250ms`, `60s`, `15m`, `24h`, `7d`; weights
        are percent; errors of the admin port are `application/problem+json` with a stable `type`, those of the prediction port `{"error":"…"}`.


        """;

    public static string Of(JsonElement admin, JsonElement prediction)
    {
        StringBuilder page = new(Head.ReplaceLineEndings("\n"));
        Calls(page, "Admin port, 8002", admin);
        Calls(page, "Prediction port, 8000", prediction);
        page.Append("## Bodies\n\n`?`: may be absent.\n");
        foreach (JsonProperty schema in admin.GetProperty("components").GetProperty("schemas").EnumerateObject().OrderBy(schema => schema.Name, StringComparer.Ordinal))
        {
            Schema(page, schema);
        }

        return page.ToString();
    }

    private static void Calls(StringBuilder page, string title, JsonElement document)
    {
        var calls = from path in document.GetProperty("paths").EnumerateObject()
                    from call in path.Value.EnumerateObject()
                    group (Path: path.Name, Method: call.Name, Call: call.Value) by call.Value.GetProperty("tags")[0].GetString() into tag
                    orderby tag.Key
                    select tag;
        page.Append(CultureInfo.InvariantCulture, $"## {title}\n");
        foreach (var tag in calls)
        {
            page.Append(CultureInfo.InvariantCulture, $"\n### {tag.Key}\n\n| call | does | body | answer |\n|---|---|---|---|\n");
            foreach ((string path, string method, JsonElement call) in tag)
            {
                page.Append(CultureInfo.InvariantCulture, $"| `{method.ToUpperInvariant()} {path}{Query(call)}` | {call.GetProperty("summary").GetString()} | {Body(call)} | {Answer(call)} |\n");
            }
        }

        page.Append('\n');
    }

    private static string Query(JsonElement call)
    {
        string[] names = call.TryGetProperty("parameters", out JsonElement parameters)
            ? [.. parameters.EnumerateArray().Where(parameter => parameter.GetProperty("in").GetString() == "query").Select(parameter => parameter.GetProperty("name").GetString()!)] : [];
        return names.Length == 0 ? "" : $"[?{string.Join('&', names)}]";
    }

    private static string Body(JsonElement call) => call.TryGetProperty("requestBody", out JsonElement body) ? Content(body) : "";

    private static string Answer(JsonElement call)
    {
        JsonProperty first = call.GetProperty("responses").EnumerateObject().First();
        return $"{first.Name} {Content(first.Value)}".TrimEnd();
    }

    private static string Content(JsonElement holder) =>
        holder.TryGetProperty("content", out JsonElement content) && content.EnumerateObject().FirstOrDefault().Value is { ValueKind: JsonValueKind.Object } media && media.TryGetProperty("schema", out JsonElement schema) ? Type(schema) : "";

    private static void Schema(StringBuilder page, JsonProperty schema)
    {
        page.Append(CultureInfo.InvariantCulture, $"\n### {schema.Name}\n\n");
        string[] fields = schema.Value.TryGetProperty("properties", out JsonElement properties)
            ? [.. properties.EnumerateObject().Select(field => $"`{field.Name}{(field.Value.TryGetProperty("nullable", out JsonElement may) && may.GetBoolean() ? "?" : "")}` {Type(field.Value)}".TrimEnd())] : [];
        page.Append(fields.Length == 0 ? "Any JSON.\n" : string.Join(" · ", fields) + "\n");
    }

    private static string Type(JsonElement schema) =>
        schema.TryGetProperty("$ref", out JsonElement reference) ? Link(reference.GetString()!.Split('/')[^1])
        : !schema.TryGetProperty("type", out JsonElement type) ? "any"
        : type.GetString() == "array" ? $"list of {Type(schema.GetProperty("items"))}"
        : type.GetString()!;

    private static string Link(string name) => $"[{name}](#{name.ToLowerInvariant()})";
}
