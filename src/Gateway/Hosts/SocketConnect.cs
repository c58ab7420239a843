using System.Net.Sockets;
using System.Text;

namespace Gateway.Hosts;

/// <summary>Unix sockets behind <c>http://</c> addresses: the host name is the socket's path in hexadecimal, ending in <c>.unix</c>.</summary>
internal static class SocketConnect
{
    private const string Suffix = ".unix";

    public static Uri Address(string socketPath) =>
        new($"http://{string.Join('.', Convert.ToHexStringLower(Encoding.UTF8.GetBytes(socketPath)).Chunk(60).Select(label => new string(label)))}{Suffix}");

    /// <summary>For <see cref="SocketsHttpHandler.ConnectCallback"/>; anything else goes over TCP as usual.</summary>
    public static async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken) =>
        new NetworkStream(await OpenAsync(context, cancellationToken), ownsSocket: true);

    public static async ValueTask<Socket> OpenAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        string host = context.DnsEndPoint.Host;
        bool unix = host.EndsWith(Suffix, StringComparison.Ordinal);
        Socket socket = unix
            ? new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified)
            : new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            if (unix)
            {
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(PathOf(host)), cancellationToken);
            }
            else
            {
                await socket.ConnectAsync(context.DnsEndPoint, cancellationToken);
            }

            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static string PathOf(string host) =>
        Encoding.UTF8.GetString(Convert.FromHexString(host[..^Suffix.Length].Replace(".", "", StringComparison.Ordinal)));
}
