using System.Text.Json;
using Gateway.Contracts;

namespace Gateway.Registry;

/// <summary>Two settings as the journal tells them: the members that differ.</summary>
internal static class SettingsChange
{
    public static (string From, string To) Of(Contracts.ModelSettings before, Contracts.ModelSettings after)
    {
        Dictionary<string, string> was = Members(before), now = Members(after);
        string[] changed = [.. was.Keys.Union(now.Keys).Where(name => was.GetValueOrDefault(name) != now.GetValueOrDefault(name)).Order(StringComparer.Ordinal)];
        return (Text(changed, was), Text(changed, now));
    }

    private static string Text(string[] names, Dictionary<string, string> members) => string.Join(", ", names.Select(name => $"{name}={members.GetValueOrDefault(name, "-")}"));

    private static Dictionary<string, string> Members(Contracts.ModelSettings settings) =>
        JsonSerializer.SerializeToElement(settings, ContractJson.Options).EnumerateObject().ToDictionary(member => member.Name, member => member.Value.ToString());
}
