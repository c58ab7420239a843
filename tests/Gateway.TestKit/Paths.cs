using System.Net;
using System.Net.Sockets;

namespace Gateway.TestKit;

/// <summary>Where things are in a checkout, and what is free on the machine.</summary>
public static class Paths
{
    private const int LowestPort = 12_000;
    private const uint Ports = 20_000;

    /// <summary>Test processes that run at once begin at different places.</summary>
    private static int _port = Environment.ProcessId * 97;

    public static string Repository { get; } = Find(AppContext.BaseDirectory);

    public static string Models => Path.Combine(Repository, "tests", "models");

    public static string Program(string project, string assembly) =>
        Path.Combine(Repository, "artifacts", "bin", project, Configuration, assembly);

    /// <returns>A port of 127.0.0.1 that nobody has at this moment: below those that the kernel gives to outgoing connections, so that nobody gets it by chance.</returns>
    public static int FreePort()
    {
        while (true)
        {
            int port = LowestPort + (int)((uint)Interlocked.Increment(ref _port) % Ports);
            try
            {
                using TcpListener listener = new(IPAddress.Loopback, port);
                listener.Start();
                return port;
            }
            catch (SocketException)
            {
                // somebody has it: the next one
            }
        }
    }

    public static string Temporary(string name)
    {
        string folder = Path.Combine(Path.GetTempPath(), $"gateway-tests-{Environment.ProcessId}", $"{name}-{Guid.NewGuid():N}");
        Directory.CreateDirectory(folder);
        return folder;
    }

    private static string Configuration { get; } = Path.GetFileName(AppContext.BaseDirectory.TrimEnd('/'));

    private static string Find(string folder) => File.Exists(Path.Combine(folder, "Gateway.sln")) ? folder : Find(Path.GetDirectoryName(folder)!);
}
