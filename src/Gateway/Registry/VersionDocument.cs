using System.Text.Json;
using System.Text.Json.Nodes;
using Gateway.Contracts;
using Gateway.Core.Models.Records;

namespace Gateway.Registry;

/// <summary>What a version's record says that serving it depends on; the rest of the record is the pusher's own.</summary>
/// <param name="InputDefaults">Input → JSON array of elements that fill it when it is absent.</param>
/// <param name="AllowInfinity">±Inf is a legal answer.</param>
internal sealed record VersionDocument(IReadOnlyDictionary<string, string> InputDefaults, bool AllowInfinity)
{
    /// <summary>A member that is there twice says two things.</summary>
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    private static readonly VersionDocument None = new(new Dictionary<string, string>(), false);

    /// <param name="record">JSON object, or null.</param>
    /// <param name="problems">What is wrong with the members that matter here.</param>
    public static VersionDocument Read(string? record, List<ProblemItem> problems)
    {
        if (record is null)
        {
            return None;
        }

        try
        {
            JsonText.RequireReadable(record);
            using JsonDocument document = JsonDocument.Parse(record, Strict);
            if (document.RootElement.ValueKind == JsonValueKind.Object)
            {
                problems.AddRange(RecordText.Problems(JsonNode.Parse(record)!.AsObject()).Select(problem => new ProblemItem($"record.{problem.Path}", problem.Message, problem.Value)));
                return new VersionDocument(Defaults(document.RootElement, problems), Flag(document.RootElement, "allowInfinity", problems));
            }

            problems.Add(new ProblemItem("record", "must be a JSON object"));
        }
        catch (JsonException problem)
        {
            problems.Add(new ProblemItem("record", "is not valid JSON with each member once" + (problem.LineNumber is { } line ? $" (line {line + 1})" : $": {problem.Message}")));
        }

        return None;
    }

    private static Dictionary<string, string> Defaults(JsonElement record, List<ProblemItem> problems)
    {
        Dictionary<string, string> defaults = [];
        if (!record.TryGetProperty("inputDefaults", out JsonElement given))
        {
            return defaults;
        }

        if (given.ValueKind != JsonValueKind.Object)
        {
            problems.Add(new ProblemItem("record.inputDefaults", "must be an object of input → array of elements", given.GetRawText()));
            return defaults;
        }

        foreach (JsonProperty input in given.EnumerateObject())
        {
            if (input.Value.ValueKind != JsonValueKind.Array || input.Value.GetArrayLength() == 0)
            {
                problems.Add(new ProblemItem($"record.inputDefaults.{input.Name}", "must be an array of at least one element", input.Value.GetRawText()));
            }

            defaults[input.Name] = input.Value.GetRawText();
        }

        return defaults;
    }

    private static bool Flag(JsonElement record, string name, List<ProblemItem> problems)
    {
        if (record.TryGetProperty(name, out JsonElement value) && value.ValueKind is not (JsonValueKind.True or JsonValueKind.False))
        {
            problems.Add(new ProblemItem($"record.{name}", "must be true or false", value.GetRawText()));
        }

        return record.TryGetProperty(name, out value) && value.ValueKind == JsonValueKind.True;
    }
}
