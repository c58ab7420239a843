using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Gateway.Contracts;

namespace Gateway.Registry;

/// <summary>Reads addresses of hosts that something else runs, finding all that is wrong.</summary>
internal static class StaticHosts
{
    private static readonly string[] Schemes = ["http", "https", "http+dns", "https+dns"];

    public static VersionSource.Addresses? Read(VersionRegistration body, List<ProblemItem> problems)
    {
        string protocol = body.Protocol ?? "v2";
        if (protocol is not ("v2" or "http"))
        {
            problems.Add(new ProblemItem("protocol", "must be v2 or http", protocol));
        }

        if (body.HealthPath is { } path && !path.StartsWith('/'))
        {
            problems.Add(new ProblemItem("healthPath", "must begin with /", path));
        }

        IReadOnlyList<string> hosts = Read(body.Hosts, "hosts", problems);
        Headers(body.Headers, problems);
        return problems.Count > 0 ? null : new VersionSource.Addresses(
            hosts, protocol, body.ServedAs?.Model, body.ServedAs?.Version, protocol == "http" ? body.HealthPath ?? "/" : null, body.Headers ?? new Dictionary<string, string>());
    }

    /// <param name="path">Of the list in the body.</param>
    public static IReadOnlyList<string> Read(IReadOnlyList<JsonElement>? entries, string path, List<ProblemItem> problems)
    {
        if (entries is not { Count: > 0 })
        {
            problems.Add(new ProblemItem(path, "must hold at least one address, such as http://a:8000"));
            return [];
        }

        List<string> hosts = [];
        for (int i = 0; i < entries.Count; i++)
        {
            JsonElement entry = entries[i];
            string? address = entry.ValueKind == JsonValueKind.String ? entry.GetString()
                : entry.ValueKind == JsonValueKind.Object && entry.TryGetProperty("rest", out JsonElement rest) && rest.ValueKind == JsonValueKind.String ? rest.GetString()
                : null;
            if (address is null || !Uri.TryCreate(address, UriKind.Absolute, out Uri? uri) || !Schemes.Contains(uri.Scheme) || uri.Host.Length == 0 || uri.PathAndQuery is not ("/" or ""))
            {
                problems.Add(new ProblemItem($"{path}[{i}]", "must be an address such as http://a:8000 or {\"rest\":\"http://a:8000\"}", entry.GetRawText()));
                continue;
            }

            if (hosts.Contains(address))
            {
                problems.Add(new ProblemItem($"{path}[{i}]", "is given twice", address));
            }

            hosts.Add(address);
        }

        return hosts;
    }

    public static void Headers(IReadOnlyDictionary<string, string>? headers, List<ProblemItem> problems)
    {
        foreach ((string name, string value) in headers ?? new Dictionary<string, string>())
        {
            if (name.Length == 0 || name.Any(letter => !char.IsAsciiLetterOrDigit(letter) && letter != '-'))
            {
                problems.Add(new ProblemItem($"headers.{name}", "is no header name"));
            }

            if (value.StartsWith("env:", StringComparison.Ordinal) && Environment.GetEnvironmentVariable(value[4..]) is null)
            {
                problems.Add(new ProblemItem($"headers.{name}", "names an environment variable that the gateway does not have", value));
            }
        }
    }

    /// <summary>What makes it the same version when it is registered again.</summary>
    public static string Digest(VersionSource.Addresses source) => "sha256:" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
        string.Join('\n', source.Hosts.Order(StringComparer.Ordinal).Append(source.Protocol).Append(source.ServedModel).Append(source.ServedVersion).Append(source.HealthPath)))));
}
