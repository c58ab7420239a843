using System.Net.Sockets;
using Microsoft.Extensions.Options;

namespace Gateway.Handover;

/// <summary>Waits for the next gateway on this data directory, gives it the listening sockets, and ends when it says that it is ready to go on.</summary>
internal sealed partial class Succession(
    ListeningSockets sockets, IOptions<GatewayOptions> options, IHostApplicationLifetime lifetime, ILogger<Succession> logger) : BackgroundService
{
    private const int LongestPath = 107;

    /// <summary>Never closed here: its end tells the successor that this process is gone.</summary>
    private Socket? _successor;

    /// <summary>In a folder of its own, which nobody else may enter.</summary>
    public static string Path(string dataDirectory) => System.IO.Path.Combine(System.IO.Path.GetFullPath(dataDirectory), "takeover", "socket");

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        string path = Path(options.Value.DataDirectory);
        if (OperatingSystem.IsWindows() || path.Length > LongestPath)
        {
            LogTooLong(path);
            return;
        }

        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        File.Delete(path);
        using Socket door = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        door.Bind(new UnixDomainSocketEndPoint(path));
        door.Listen();
        while (!await IsAskedAsync(await door.AcceptAsync(stoppingToken), stoppingToken))
        {
        }

        LogHandedOver();
        lifetime.StopApplication();
    }

    /// <returns>True: the sockets are with a successor that is ready to go on.</returns>
    private async Task<bool> IsAskedAsync(Socket connection, CancellationToken stoppingToken)
    {
        try
        {
            Descriptors.Send(connection, sockets.All);
            if (await connection.ReceiveAsync(new byte[1], stoppingToken) > 0)
            {
                _successor = connection;
                return true;
            }
        }
        catch (SocketException problem)
        {
            LogLeft(problem.Message);
        }

        connection.Dispose();
        return false;
    }

    [LoggerMessage(7001, LogLevel.Information, "The listening sockets are with the next gateway, and this one ends")]
    private partial void LogHandedOver();

    [LoggerMessage(7002, LogLevel.Warning, "A gateway that asked for the listening sockets has left: {Problem}")]
    private partial void LogLeft(string problem);

    [LoggerMessage(7003, LogLevel.Warning, "--takeover will not find this gateway: {Path} is too long for a socket")]
    private partial void LogTooLong(string path);
}
