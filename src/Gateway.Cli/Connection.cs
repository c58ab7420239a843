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
    public GatewayClient Open(ParseResult result) => Open("--server", result.GetValue(Server)!, Key(result.GetValue(KeyFile), "GWCTL_KEY") ?? Configured());

    /// <param name="option">That named the server, for messages.</param>
    /// <exception cref="UsageException">The address is none.</exception>
    public static GatewayClient Open(string option, string server, string? key)
    {
        if (!Uri.TryCreate(server, UriKind.Absolute, out Uri? address) || address.Scheme is not ("http" or "https"))
        {
            throw new UsageException($"{option}: {(server.Contains('@') ? "that" : $"\"{server}\"")} is no address such as http://127.0.0.1:8002.");
        }

        if (address.UserInfo.Length > 0)
        {
            throw new UsageException($"{option}: an address holds no user and password; the key comes from the environment or a file.");
        }

        HttpClient http = new() { BaseAddress = address, Timeout = TimeSpan.FromMinutes(10) };
        if (key is not null)
        {
            http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        }

        return new GatewayClient(http);
    }

    public static string? Key(string? file, string variable) => file is null ? Environment.GetEnvironmentVariable(variable) : File.ReadAllText(file).Trim();

    private static string? Configured()
    {
        string configuration = Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData), "gwctl", "config.json");
        return File.Exists(configuration) ? JsonSerializer.Deserialize<Dictionary<string, string>>(File.ReadAllText(configuration))?.GetValueOrDefault("key") : null;
    }
}
