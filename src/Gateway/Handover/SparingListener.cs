using System.Net;
using Gateway.Telemetry;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;

namespace Gateway.Handover;

/// <summary>Keeps the last descriptors for the gateway itself. .NET ends a process ("Out of memory.") that begins a thread and may open no file, so clients must never take the last one.</summary>
/// <param name="refused">Told of each connection that was closed for it.</param>
internal sealed class SparingListener(IConnectionListener listener, Action refused) : IConnectionListener
{
    /// <summary>For a thread that begins, an assembly, the database, a host's pipes.</summary>
    private const int Kept = 12;

    public EndPoint EndPoint => listener.EndPoint;

    public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
    {
        while (await listener.AcceptAsync(cancellationToken) is { } connection)
        {
            if (IsSpare(connection))
            {
                return connection;
            }

            refused();
            await connection.DisposeAsync(); // before the next: one descriptor at a time
        }

        return null;
    }

    public ValueTask UnbindAsync(CancellationToken cancellationToken = default) => listener.UnbindAsync(cancellationToken);

    public ValueTask DisposeAsync() => listener.DisposeAsync();

    /// <summary>The kernel gives the lowest descriptor that is free: its number tells how many there are.</summary>
    private static bool IsSpare(ConnectionContext connection) =>
        connection.Features.Get<IConnectionSocketFeature>() is not { Socket: var socket } || socket.SafeHandle.DangerousGetHandle() < OpenFiles.Most - Kept;
}
