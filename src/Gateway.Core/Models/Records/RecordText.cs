using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Gateway.Core.Models.Records;

/// <summary>A version's record: what it was made of, by whom and from what, and what was measured. Members of other people's are kept.</summary>
public static class RecordText
{
    public const string Schema = "gateway/modelversion/1";

    /// <summary>Of the canonical text: where it lies and which number the version has there is no part of it, so that a copy has the same.</summary>
    /// <returns><c>sha256:…</c></returns>
    public static string Digest(string record) => "sha256:" + Convert.ToHexStringLower(SHA256.HashData(CanonicalJson.Bytes(JsonNode.Parse(record))));

    /// <returns>The text of a member; empty: there is none.</returns>
    public static string Word(JsonNode? of, string member) => of is JsonObject members && members[member] is JsonValue value && value.TryGetValue(out string? word) ? word : "";

    /// <returns>Everything that is wrong with what we know of: a path and a message each. Figures that are no finite numbers are wrong.</returns>
    public static IEnumerable<(string Path, string Message, string? Value)> Problems(JsonObject record)
    {
        if (record["metrics"] is not { } metrics)
        {
            yield break;
        }

        if (metrics is not JsonArray list)
        {
            yield return ("metrics", "must be an array of objects with name and value", null);
            yield break;
        }

        for (int i = 0; i < list.Count; i++)
        {
            if (list[i] is not JsonObject metric || metric["name"]?.GetValueKind() != JsonValueKind.String)
            {
                yield return ($"metrics[{i}]", "must be an object with name and value", list[i]?.ToJsonString());
            }
            else if (metric["value"] is not { } value || value.GetValueKind() != JsonValueKind.Number || !double.IsFinite(value.GetValue<double>()))
            {
                yield return ($"metrics[{i}].value", "must be a finite number", metric["value"]?.ToJsonString());
            }
        }
    }
}
