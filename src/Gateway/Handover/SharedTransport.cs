using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Options;

namespace Gateway.Handover;

/// <summary>The server's sockets, on listening sockets that it does not own.</summary>
/// <param name="refused">See <see cref="SparingListener"/>.</param>
internal sealed class SharedTransport(ListeningSockets sockets, ILoggerFactory loggers, Action refused) : IConnectionListenerFactory
{
    private readonly List<IConnectionListener> _listeners = [];
    private readonly SocketTransportFactory _transport = new(
        Options.Create(new SocketTransportOptions { Backlog = ListeningSockets.Queue, CreateBoundListenSocket = _ => sockets.Next() }), loggers);

    public async ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken)
    {
        SparingListener listener = new(await _transport.BindAsync(endpoint, cancellationToken), refused);
        _listeners.Add(listener);
        return listener;
    }

    /// <summary>Who is connected stays so. Others wait where a successor or systemd has the sockets too, and are refused elsewhere.</summary>
    public async Task StopAcceptingAsync()
    {
        foreach (IConnectionListener listener in _listeners)
        {
            await listener.UnbindAsync();
        }

        sockets.Dispose();
    }
}
