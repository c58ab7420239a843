using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace Gateway.Handover;

/// <summary>The listening sockets of the three ports, in the order REST, gRPC, admin. Clients that come before the server accepts wait in their queues.</summary>
internal sealed class ListeningSockets : IDisposable
{
    /// <summary>Clients that may wait at each port; the kernel takes fewer where <c>net.core.somaxconn</c> says so.</summary>
    public const int Queue = 4096;

    private int _given;

    private ListeningSockets(IReadOnlyList<Socket> all) => All = all;

    public IReadOnlyList<Socket> All { get; }

    /// <param name="inherited">Empty: they are opened here.</param>
    /// <exception cref="StartupException">A port is in use, or what was inherited is not what the settings say.</exception>
    public static ListeningSockets Open(GatewayOptions options, IReadOnlyList<Socket> inherited)
    {
        IPAddress address = IPAddress.Parse(options.BindAddress);
        (string Name, IPEndPoint Place)[] wanted =
        [
            (nameof(options.RestPort), new(address, options.RestPort)), (nameof(options.GrpcPort), new(address, options.GrpcPort)), (nameof(options.AdminPort), new(address, options.AdminPort)),
        ];
        if (inherited.Count == 0)
        {
            return new ListeningSockets([.. wanted.Select(port => Open(port.Name, port.Place))]);
        }

        string[] found = [.. inherited.Select(socket => $"{socket.LocalEndPoint}")];
        bool same = found.Length == wanted.Length && wanted.Zip(inherited).All(pair => IsAt(pair.Second, pair.First.Place));
        return same ? new ListeningSockets(inherited) : throw new StartupException(
            $"The inherited sockets are {string.Join(", ", found)}; the settings say REST {wanted[0].Place}, gRPC {wanted[1].Place}, admin {wanted[2].Place}.") { ExitCode = 2 };
    }

    /// <returns>The next one, for the server: its end leaves the original open, for that may be in use elsewhere.</returns>
    public Socket Next() => new(new SafeSocketHandle(All[_given++].Handle, ownsHandle: false));

    public void Dispose()
    {
        foreach (Socket socket in All)
        {
            socket.Dispose();
        }
    }

    private static Socket Open(string name, IPEndPoint place)
    {
        try
        {
            Socket socket = SocketTransportOptions.CreateDefaultBoundListenSocket(place);
            socket.Listen(Queue);
            return socket;
        }
        catch (SocketException problem)
        {
            throw new StartupException(problem.SocketErrorCode == SocketError.AddressAlreadyInUse
                ? $"Port {place.Port} is in use; choose another with --Gateway:{name}=PORT."
                : $"Gateway:{name}: {place} cannot be listened on: {problem.Message}");
        }
    }

    private static bool IsAt(Socket socket, IPEndPoint wanted) =>
        socket.LocalEndPoint is IPEndPoint place && place.Address.Equals(wanted.Address) && (wanted.Port == 0 || wanted.Port == place.Port);
}
