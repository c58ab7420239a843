using Gateway.Handover;
using Gateway.Routing;
using Gateway.Routing.Limits;
using Microsoft.AspNetCore.Connections;

namespace Gateway;

/// <summary>Connections that one port takes; one more is told so and closed, so that the process never runs out of file descriptors.</summary>
internal sealed class ConnectionLimit(int most, bool tells)
{
    private static readonly byte[] Refusal = Answer("""{"error":"The gateway has as many connections as it takes (Limits:MaxConnections)."}""");

    private int _open;

    /// <summary>Of this process: three eighths for REST, a sixteenth each for gRPC, which needs few, and for admin, which must stay reachable; the rest for connections to hosts, of which every REST prediction under way has one.</summary>
    /// <param name="share">Of the descriptors that the process may have.</param>
    /// <param name="tells">HTTP/1.1: there is an answer before the close.</param>
    public static ConnectionLimit Of(LimitsOptions limits, double share, bool tells) =>
        new((int)Math.Min(limits.MaxConnections, Math.Max(1, (OpenFiles.Most - Own) * share)), tells);

    /// <summary>Descriptors of files, logs and the runtime.</summary>
    private const int Own = 256;

    /// <summary>Connections that are open now.</summary>
    public int Open => Volatile.Read(ref _open);

    public async Task TakeAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        try
        {
            if (Interlocked.Increment(ref _open) <= most)
            {
                await next(connection);
                return;
            }

            Refusals.Connections.Inc();
            if (tells)
            {
                await connection.Transport.Output.WriteAsync(Refusal);
            }
        }
        finally
        {
            Interlocked.Decrement(ref _open);
        }
    }

    private static byte[] Answer(string body) => System.Text.Encoding.ASCII.GetBytes(
        $"HTTP/1.1 503 Service Unavailable\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\nRetry-After: 1\r\nConnection: close\r\n\r\n{body}");
}
