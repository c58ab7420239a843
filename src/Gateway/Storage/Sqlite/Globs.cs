using System.Text.Json;

namespace Gateway.Storage.Sqlite;

/// <summary>Patterns of models as <c>json_each</c> reads them.</summary>
internal static class Globs
{
    public static string? Of(IReadOnlyList<string>? patterns) => patterns is null ? null : JsonSerializer.Serialize(patterns);
}
