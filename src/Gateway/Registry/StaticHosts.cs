using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Gateway.Contracts;
using Gateway.Core.Names;

namespace Gateway.Registry;

/// <summary>Reads addresses of hosts that something else runs, finding all that is wrong.</summary>
internal static class StaticHosts
{
    private static readonly HashSet<string> Framing = new(StringComparer.OrdinalIgnoreCase) { "connection", "content-length", "host", "keep-alive", "te", "trailer", "transfer-encoding", "upgrade" };
    private static readonly string[] Members = ["rest", "grpc"];
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

        (IReadOnlyList<string> hosts, IReadOnlyDictionary<string, string> grpc) = Read(body.Hosts, "hosts", problems);
        if (protocol == "http" && grpc.Count > 0)
        {
            problems.Add(new ProblemItem("hosts", "have no gRPC address under protocol http"));
        }

        Headers(body.Headers, problems);
        return problems.Count > 0 ? null : new VersionSource.Addresses(
            hosts, protocol, body.ServedAs?.Model, body.ServedAs?.Version, protocol == "http" ? body.HealthPath ?? "/" : null, body.Headers ?? new Dictionary<string, string>()) { Grpc = grpc };
    }

    /// <param name="path">Of the list in the body.</param>
    /// <returns>Addresses, and of those that speak gRPC where.</returns>
    public static (IReadOnlyList<string> Hosts, IReadOnlyDictionary<string, string> Grpc) Read(IReadOnlyList<JsonElement>? entries, string path, List<ProblemItem> problems)
    {
        Dictionary<string, string> grpc = [];
        if (entries is not { Count: > 0 })
        {
            problems.Add(new ProblemItem(path, "must hold at least one address, such as http://a:8000"));
            return ([], grpc);
        }

        List<string> hosts = [];
        for (int i = 0; i < entries.Count; i++)
        {
            JsonElement entry = entries[i];
            foreach (string unknown in entry.ValueKind == JsonValueKind.Object ? entry.EnumerateObject().Select(member => member.Name).Except(Members) : [])
            {
                problems.Add(new ProblemItem($"{path}[{i}].{unknown}", NearestName.Unknown(unknown, Members)));
            }

            string? address = entry.ValueKind == JsonValueKind.String ? entry.GetString() : Member(entry, "rest");
            string? grpcAddress = Member(entry, "grpc");
            if (!IsAddress(address) || grpcAddress is not null && !IsAddress(grpcAddress))
            {
                problems.Add(Refusal($"{path}[{i}]", entry.GetRawText()));
                continue;
            }

            if (hosts.Contains(address))
            {
                problems.Add(new ProblemItem($"{path}[{i}]", "is given twice", address));
            }

            hosts.Add(address);
            if (grpcAddress is not null)
            {
                grpc[address] = grpcAddress;
            }
        }

        return (hosts, grpc);
    }

    public static void Headers(IReadOnlyDictionary<string, string>? headers, List<ProblemItem> problems)
    {
        foreach ((string name, string value) in headers ?? new Dictionary<string, string>())
        {
            if (!HeaderName.IsValid(name))
            {
                problems.Add(new ProblemItem($"headers.{name}", $"must be {HeaderName.Form}", name));
            }

            if (Framing.Contains(name))
            {
                problems.Add(new ProblemItem($"headers.{name}", "belongs to the connection, not to a version"));
            }

            if (value.Any(char.IsControl))
            {
                problems.Add(new ProblemItem($"headers.{name}", "must hold no control characters"));
            }

            if (value.StartsWith("env:", StringComparison.Ordinal) && Environment.GetEnvironmentVariable(value[4..]) is null)
            {
                problems.Add(new ProblemItem($"headers.{name}", "names an environment variable that the gateway does not have", value));
            }
        }
    }

    /// <summary>What makes it the same version when it is registered again.</summary>
    public static string Digest(VersionSource.Addresses source) => "sha256:" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
        string.Join('\n', source.Hosts.Order(StringComparer.Ordinal).Concat(source.Grpc.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => pair.Value)).Append(source.Protocol).Append(source.ServedModel).Append(source.ServedVersion).Append(source.HealthPath)))));

    /// <summary>What may hold a password is not said back.</summary>
    private static ProblemItem Refusal(string path, string given) => given.Contains('@')
        ? new ProblemItem(path, "must hold no user and password: send them as a header, such as \"headers\":{\"authorization\":\"env:TOKEN\"}")
        : new ProblemItem(path, "must be an address such as http://a:8000 or {\"rest\":\"http://a:8000\",\"grpc\":\"http://a:8001\"}", given);

    private static string? Member(JsonElement entry, string name) => entry.ValueKind == JsonValueKind.Object && entry.TryGetProperty(name, out JsonElement member) ? member.ToString() : null;

    private static bool IsAddress([NotNullWhen(true)] string? address) =>
        Uri.TryCreate(address, UriKind.Absolute, out Uri? uri) && Schemes.Contains(uri.Scheme) && uri.Host.Length > 0 && uri.UserInfo.Length == 0 && uri.PathAndQuery is ("/" or "") && uri.Fragment.Length == 0;
}
