using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Options;

namespace Gateway.Handover;

/// <summary>Waits for the next gateway on this data directory, gives it the listening sockets, and ends when it says that it is ready to go on.</summary>
internal sealed partial class Succession(
    ListeningSockets sockets, IOptions<GatewayOptions> options, IHostApplicationLifetime lifetime, TimeProvider time, ILogger<Succession> logger) : BackgroundService
{
    private const int LongestPath = 107;

    private static readonly TimeSpan MostSilence = TimeSpan.FromMinutes(5), Again = TimeSpan.FromSeconds(1);

    /// <summary>Never closed here: its end tells the successor that this process is gone.</summary>
    private Socket? _successor;

    /// <summary>In a folder of its own, which nobody else may enter.</summary>
    public static string Path(string dataDirectory) => System.IO.Path.Combine(System.IO.Path.GetFullPath(dataDirectory), "takeover", "socket");

    /// <summary>Into a socket's address, in bytes.</summary>
    public static bool Fits(string path) => Encoding.UTF8.GetByteCount(path) <= LongestPath;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        string path = Path(options.Value.DataDirectory);
        if (OperatingSystem.IsWindows() || !Fits(path))
        {
            LogTooLong(path);
            return;
        }

        using Socket door = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            File.Delete(path);
            door.Bind(new UnixDomainSocketEndPoint(path));
            door.Listen();
        }
        catch (Exception problem) when (problem is SocketException or IOException or UnauthorizedAccessException)
        {
            LogNoDoor(path, problem.Message); // a file system without sockets; everything else works
            return;
        }

        while (!await IsAskedAsync(await AcceptAsync(door, stoppingToken), stoppingToken))
        {
        }

        LogHandedOver();
        lifetime.StopApplication();
    }

    /// <summary>As when no file can be opened: that passes.</summary>
    private async Task<Socket> AcceptAsync(Socket door, CancellationToken stoppingToken)
    {
        while (true)
        {
            try
            {
                return await door.AcceptAsync(stoppingToken);
            }
            catch (SocketException problem)
            {
                LogLeft(problem.Message);
                await Task.Delay(Again, time, stoppingToken);
            }
        }
    }

    /// <returns>True: the sockets are with a successor that is ready to go on.</returns>
    private async Task<bool> IsAskedAsync(Socket connection, CancellationToken stoppingToken)
    {
        try
        {
            Descriptors.Send(connection, sockets.All);
            using CancellationTokenSource late = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
            late.CancelAfter(MostSilence); // it opens its database only after this one has ended, so it asks soon, or never
            if (await connection.ReceiveAsync(new byte[1], late.Token) > 0)
            {
                _successor = connection;
                return true;
            }
        }
        catch (Exception problem) when (problem is SocketException || problem is OperationCanceledException && !stoppingToken.IsCancellationRequested)
        {
            LogLeft(problem.Message);
        }

        connection.Dispose();
        return false;
    }

    [LoggerMessage(7004, LogLevel.Information, "The listening sockets are with the next gateway, and this one ends")]
    private partial void LogHandedOver();

    [LoggerMessage(7002, LogLevel.Warning, "A gateway that asked for the listening sockets has left: {Problem}")]
    private partial void LogLeft(string problem);

    [LoggerMessage(7003, LogLevel.Warning, "--takeover will not find this gateway: {Path} is too long for a socket")]
    private partial void LogTooLong(string path);

    [LoggerMessage(7005, LogLevel.Warning, "--takeover will not find this gateway: {Path}: {Problem}")]
    private partial void LogNoDoor(string path, string problem);
}
