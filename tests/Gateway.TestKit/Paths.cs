using System.Net;
using System.Net.Sockets;

namespace Gateway.TestKit;

/// <summary>Where things are in a checkout, and what is free on the machine.</summary>
public static class Paths
{
    public static string Repository { get; } = Find(AppContext.BaseDirectory);

    public static string Models => Path.Combine(Repository, "tests", "models");

    public static string Program(string project, string assembly) =>
        Path.Combine(Repository, "artifacts", "bin", project, Configuration, assembly);

    /// <returns>A port of 127.0.0.1 that nobody has at this moment.</returns>
    public static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
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
