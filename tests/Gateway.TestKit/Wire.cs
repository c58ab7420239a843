using System.Net;
using System.Net.Sockets;

namespace Gateway.TestKit;

/// <summary>A wire to a host that can be cut in ways no well-behaved server offers.</summary>
public sealed class Wire : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Uri _host;
    private readonly Task _accepting;

    public Wire(Uri host)
    {
        _host = host;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public string Url => $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    /// <summary>Half-open: what is sent is taken and nothing ever comes back.</summary>
    public bool Silent { get; set; }

    /// <summary>What comes back is no HTTP.</summary>
    public bool Garbles { get; set; }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        _listener.Dispose();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = CarryAsync(await _listener.AcceptTcpClientAsync(_stop.Token));
            }
        }
        catch (Exception problem) when (problem is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // the wire's end
        }
    }

    private async Task CarryAsync(TcpClient client)
    {
        using (client)
        using (TcpClient host = new())
        {
            try
            {
                await host.ConnectAsync(_host.Host, _host.Port, _stop.Token);
                await Task.WhenAny(PassAsync(client, host, back: false), PassAsync(host, client, back: true));
            }
            catch (Exception problem) when (problem is IOException or SocketException or OperationCanceledException)
            {
                // one side has gone
            }
        }
    }

    private async Task PassAsync(TcpClient from, TcpClient to, bool back)
    {
        byte[] buffer = new byte[16 << 10];
        int read;
        while ((read = await from.GetStream().ReadAsync(buffer, _stop.Token)) > 0)
        {
            if (Silent)
            {
                continue;
            }

            if (back && Garbles)
            {
                buffer.AsSpan(0, read).Fill(0x7F);
                buffer[read - 1] = (byte)'\n'; // a line, so that the reader knows at once
            }

            await to.GetStream().WriteAsync(buffer.AsMemory(0, read), _stop.Token);
        }
    }
}
