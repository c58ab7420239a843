using System.Globalization;
using System.Text.Json;

namespace Gateway.Contracts;

/// <summary>A version's record and the report of its checks, as people read them.</summary>
public static class RecordFacts
{
    /// <returns>Every value with the path to it, an object in a list as one; none of nothing.</returns>
    public static IEnumerable<(string Name, string Text)> Of(JsonElement? value, string name = "") => value switch
    {
        null => [],
        { ValueKind: JsonValueKind.Object } members => members.EnumerateObject().SelectMany(member => Of(member.Value, name.Length == 0 ? member.Name : $"{name}.{member.Name}")),
        { ValueKind: JsonValueKind.Array } items when items.EnumerateArray().Any(item => item.ValueKind == JsonValueKind.Object) => items.EnumerateArray().Select(item => (name, Text(item))),
        _ => [(name, Text(value.Value))],
    };

    /// <returns>What may change about a version: its names, who stands for it, where it was before.</returns>
    public static IEnumerable<(string Name, string Text)> Standing(Version version) =>
    [
        .. version.Approvals.Select(approval => ("approved by", $"{approval.By}, {approval.At.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)} UTC{(approval.Comment is { } comment ? $": {comment}" : "")}")),
        .. version.Origins.Select(origin => ("came from", $"{origin.Environment}, version {origin.Version}, promoted there {origin.PromotedRuns} times")),
        .. version.Aliases.Select(alias => ("alias", alias)), .. version.Tags.Select(tag => ($"tag {tag.Key}", tag.Value)),
    ];

    public static JsonElement? Member(JsonElement? of, string name) =>
        of is { ValueKind: JsonValueKind.Object } members && members.TryGetProperty(name, out JsonElement found) ? found : null;

    /// <returns>The objects of a list; none where there is none.</returns>
    public static IEnumerable<JsonElement> Items(JsonElement? of, string name) =>
        Member(of, name) is { ValueKind: JsonValueKind.Array } items ? items.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.Object) : [];

    public static string Text(JsonElement? value) => value switch
    {
        null or { ValueKind: JsonValueKind.Null } => "",
        { ValueKind: JsonValueKind.Object } members => Others(members),
        { ValueKind: JsonValueKind.Array } items => string.Join(", ", items.EnumerateArray().Select(item => Text(item))),
        { ValueKind: JsonValueKind.String } text => text.GetString()!,
        _ => value.Value.GetRawText(),
    };

    /// <returns>All members but those that are shown elsewhere.</returns>
    public static string Others(JsonElement members, params string[] shown) =>
        string.Join(", ", members.EnumerateObject().Where(member => !shown.Contains(member.Name)).Select(member => $"{Words(member.Name)} {Text(member.Value)}"));

    /// <returns>intendedUse as "intended use".</returns>
    public static string Words(string member) => string.Concat(member.Select((letter, place) => place > 0 && char.IsUpper(letter) ? $" {char.ToLowerInvariant(letter)}" : $"{letter}"));
}
