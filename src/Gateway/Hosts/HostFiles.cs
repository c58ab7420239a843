using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;

namespace Gateway.Hosts;

/// <summary>Where a host's socket and log lie: sockets in a private folder with a short path, for a socket's path holds 108 bytes.</summary>
internal sealed class HostFiles
{
    private readonly string _folder;
    private readonly string _logs;

    public HostFiles(IOptions<GatewayOptions> options)
    {
        string root = Environment.GetEnvironmentVariable("XDG_RUNTIME_DIR") is { Length: > 0 and < 40 } runtime && Directory.Exists(runtime) ? runtime : "/tmp";
        _logs = Path.Combine(options.Value.DataDirectory, "logs");
        _folder = Path.Combine(root, "gateway-" + Hash(options.Value.DataDirectory));
        Directory.CreateDirectory(_folder);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(_folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    /// <param name="start">Each start has a socket of its own, so that a host that still ends does not take the next one's away.</param>
    public string NextSocket(string hostId, Guid start) => Path.Combine(_folder, Hash(hostId + start));

    public string Log(HostView host)
    {
        Directory.CreateDirectory(_logs);
        return Path.Combine(_logs, $"{host.Version.Model}-{host.Version.Version}-{host.Ordinal}.log");
    }

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..16];
}
