using Gateway.Routing;
using Gateway.Routing.Limits;
using Microsoft.AspNetCore.Connections;

namespace Gateway;

/// <summary>Connections that one port takes; one more is told so and closed, so that the process never runs out of file descriptors.</summary>
internal sealed class ConnectionLimit(int most, bool tells)
{
    private static readonly byte[] Refusal = Answer("""{"error":"The gateway has as many connections as it takes (Limits:MaxConnections)."}""");

    private int _open;

    /// <param name="share">Descriptors that the process has for it.</param>
    /// <param name="tells">HTTP/1.1: there is an answer before the close.</param>
    public static ConnectionLimit Of(LimitsOptions limits, int share, bool tells) => new(Math.Min(limits.MaxConnections, share), tells);

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
