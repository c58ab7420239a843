using System.Net.Sockets;

namespace Gateway.Handover;

/// <summary>The gateway that runs on a data directory, as the next one sees it: it gives its sockets, then ends.</summary>
internal sealed class Predecessor : IDisposable
{
    private static readonly TimeSpan MostEnd = TimeSpan.FromMinutes(2);

    private readonly Socket _connection;

    private Predecessor(Socket connection, Socket[] sockets) => (_connection, Sockets) = (connection, sockets);

    public Socket[] Sockets { get; }

    /// <returns>Null: none runs.</returns>
    public static Predecessor? Find(string dataDirectory)
    {
        Socket connection = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            connection.Connect(new UnixDomainSocketEndPoint(Succession.Path(dataDirectory)));
            connection.Poll(TimeSpan.FromSeconds(5), SelectMode.SelectRead);
            return new Predecessor(connection, Descriptors.Receive(connection));
        }
        catch (SocketException)
        {
            connection.Dispose();
            return null;
        }
    }

    /// <summary>Asks it to end, and waits until it has: the data directory is free then.</summary>
    /// <exception cref="StartupException">It does not end.</exception>
    public async Task EndAsync()
    {
        try
        {
            using CancellationTokenSource late = new(MostEnd);
            await _connection.SendAsync(new byte[1], late.Token);
            while (await _connection.ReceiveAsync(new byte[1], late.Token) > 0)
            {
            }
        }
        catch (OperationCanceledException)
        {
            throw new StartupException("The running gateway was asked to end and has not; it goes on, and this one ends.");
        }
        catch (SocketException)
        {
            // gone in the meantime
        }
    }

    public void Dispose() => _connection.Dispose();
}
