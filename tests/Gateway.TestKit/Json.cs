using System.Text.Json;
using Gateway.Contracts;

namespace Gateway.TestKit;

/// <summary>Values as the admin API writes them.</summary>
public static class Json
{
    public static JsonElement Of<T>(T value) => JsonSerializer.SerializeToElement(value, ContractJson.Options);

    public static JsonElement[] List(params string[] texts) => [.. texts.Select(Of)];

    public static Rollout Rollout(this JsonElement body) => body.Deserialize<Rollout>(ContractJson.Options)!;

    /// <summary>Path → message of a problem's errors.</summary>
    public static Dictionary<string, string> Problems(this JsonElement body) =>
        body.GetProperty("errors").EnumerateArray().ToDictionary(item => item.GetProperty("path").GetString()!, item => item.GetProperty("message").GetString()!);

    public static string Text(this JsonElement body, string member) => body.GetProperty(member).GetString()!;
}
