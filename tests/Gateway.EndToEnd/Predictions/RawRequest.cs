using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Gateway.EndToEnd.Predictions;

/// <summary>Bytes on a connection, where an HTTP client would refuse to send what the test wants sent.</summary>
internal static class RawRequest
{
    /// <summary>Sends text and reads until the server closes or has sent a whole head.</summary>
    /// <returns>The answer's head; empty when there was none.</returns>
    public static async Task<string> HeadAsync(int port, string text)
    {
        using TcpClient client = await SendAsync(port, text);
        using CancellationTokenSource late = new(TimeSpan.FromSeconds(20));
        using StreamReader reader = new(client.GetStream());
        StringBuilder head = new();
        while (await reader.ReadLineAsync(late.Token) is { Length: > 0 } line)
        {
            head.AppendLine(line);
        }

        return head.ToString();
    }

    /// <summary>Sends text and closes the connection.</summary>
    public static async Task BreakOffAsync(int port, string text)
    {
        using TcpClient client = await SendAsync(port, text);
    }

    private static async Task<TcpClient> SendAsync(int port, string text)
    {
        TcpClient client = new();
        await client.ConnectAsync(IPAddress.Loopback, port);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(text));
        return client;
    }
}
