using System.CommandLine;
using System.Net.Http.Headers;
using System.Text.Json;
using Gateway.Contracts;

namespace Gateway.Cli;

/// <summary>Where the gateway is, and with which key. Keys never come by the command line.</summary>
internal sealed class Connection
{
    public Option<string> Server { get; } = new("--server")
    {
        Description = "The admin API; also GWCTL_SERVER.",
        Recursive = true,
        DefaultValueFactory = _ => Environment.GetEnvironmentVariable("GWCTL_SERVER") ?? "http://127.0.0.1:8002",
    };

    public Option<string?> KeyFile { get; } = new("--key-file") { Description = "A file that holds the key; also GWCTL_KEY.", Recursive = true };

    /// <exception cref="UsageException">The address is none.</exception>
    public GatewayClient Open(ParseResult result)
    {
        string server = result.GetValue(Server)!;
        if (!Uri.TryCreate(server, UriKind.Absolute, out Uri? address) || address.Scheme is not ("http" or "https"))
        {
            throw new UsageException($"--server: {(server.Contains('@') ? "that" : $"\"{server}\"")} is no address such as http://127.0.0.1:8002.");
        }

        if (address.UserInfo.Length > 0)
        {
            throw new UsageException("--server: an address holds no user and password; the key comes from GWCTL_KEY or --key-file.");
        }

        HttpClient http = new() { BaseAddress = address, Timeout = TimeSpan.FromMinutes(10) };
        if (Key(result.GetValue(KeyFile)) is { } key)
        {
            http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        }

        return new GatewayClient(http);
    }

    private static string? Key(string? file)
    {
        if (file is not null)
        {
            return File.ReadAllText(file).Trim();
        }

        string configuration = Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData), "gwctl", "config.json");
        return Environment.GetEnvironmentVariable("GWCTL_KEY")
            ?? (File.Exists(configuration) ? JsonSerializer.Deserialize<Dictionary<string, string>>(File.ReadAllText(configuration))?.GetValueOrDefault("key") : null);
    }
}
