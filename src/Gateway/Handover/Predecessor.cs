using System.Net.Sockets;

namespace Gateway.Handover;

/// <summary>The gateway that runs on a data directory, as the next one sees it: it gives its sockets, then ends.</summary>
internal sealed class Predecessor : IDisposable
{
    private static readonly TimeSpan MostSilence = TimeSpan.FromSeconds(30); // of a gateway whose machine is busy

    private readonly Socket _connection;

    private Predecessor(Socket connection, Socket[] sockets) => (_connection, Sockets) = (connection, sockets);

    public Socket[] Sockets { get; }

    /// <returns>Null: none runs.</returns>
    public static Predecessor? Find(string dataDirectory)
    {
        string path = Succession.Path(dataDirectory);
        if (!Succession.Fits(path))
        {
            return null;
        }

        Socket connection = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            connection.Connect(new UnixDomainSocketEndPoint(path));
            return connection.Poll(MostSilence, SelectMode.SelectRead)
                ? new Predecessor(connection, Descriptors.Receive(connection))
                : throw new StartupException("The running gateway does not give its sockets: another one may be taking over.");
        }
        catch (SocketException)
        {
            connection.Dispose();
            return null;
        }
    }

    /// <summary>Asks it to end, and waits until it has: the data directory is free then. It cannot be asked back, so there is no giving up: it ends within its own Gateway:ShutdownTimeout.</summary>
    public async Task EndAsync()
    {
        try
        {
            await _connection.SendAsync(new byte[1]);
            while (await _connection.ReceiveAsync(new byte[1]) > 0)
            {
            }
        }
        catch (SocketException)
        {
            // gone in the meantime
        }
    }

    public void Dispose() => _connection.Dispose();
}
