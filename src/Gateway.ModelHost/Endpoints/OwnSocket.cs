using System.Net.Sockets;

namespace Gateway.ModelHost.Endpoints;

/// <summary>The host's own listeners, for its rehearsals.</summary>
internal static class OwnSocket
{
    private const string Unix = "http://unix:";

    /// <param name="address">As the server names it.</param>
    public static async Task<Socket> ConnectAsync(string address)
    {
        bool unix = address.StartsWith(Unix, StringComparison.Ordinal);
        Socket socket = unix ? new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified) : new(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await (unix
                ? socket.ConnectAsync(new UnixDomainSocketEndPoint(address[Unix.Length..]))
                : socket.ConnectAsync(new Uri(address).Host, new Uri(address).Port));
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
