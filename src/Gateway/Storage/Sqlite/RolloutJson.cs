using System.Text.Json;
using System.Text.Json.Serialization;
using Gateway.Core.Analysis;

namespace Gateway.Storage.Sqlite;

/// <summary>Rollouts as documents: a guard is its text.</summary>
internal static class RolloutJson
{
    public static JsonSerializerOptions Options { get; } = new(JsonSerializerDefaults.Web)
    {
        IgnoreReadOnlyProperties = true,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(), new GuardConverter(), new WeightConverter() },
    };

    private sealed class GuardConverter : JsonConverter<Guard>
    {
        public override Guard Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            Saved saved = JsonSerializer.Deserialize<Saved>(ref reader, options)!;
            Guard guard = GuardText.Parse(saved.Text, out string? problem) ?? throw new JsonException($"{saved.Text}: {problem}");
            return guard with { Action = saved.Action, DryRun = saved.DryRun, Alpha = saved.Alpha };
        }

        public override void Write(Utf8JsonWriter writer, Guard value, JsonSerializerOptions options) =>
            JsonSerializer.Serialize(writer, new Saved(value.Text, value.Action, value.DryRun, value.Alpha), options);
    }

    /// <summary>A pair's own properties are read-only, so they would be left out.</summary>
    private sealed class WeightConverter : JsonConverter<KeyValuePair<string, int>>
    {
        public override KeyValuePair<string, int> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            SavedWeight saved = JsonSerializer.Deserialize<SavedWeight>(ref reader, options)!;
            return KeyValuePair.Create(saved.Version, saved.Weight);
        }

        public override void Write(Utf8JsonWriter writer, KeyValuePair<string, int> value, JsonSerializerOptions options) =>
            JsonSerializer.Serialize(writer, new SavedWeight(value.Key, value.Value), options);
    }

    private sealed record SavedWeight(string Version, int Weight);

    private sealed record Saved(string Text, GuardAction Action, bool DryRun, double? Alpha);
}
