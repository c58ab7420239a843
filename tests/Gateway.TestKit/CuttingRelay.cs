using System.Net;
using System.Net.Sockets;

namespace Gateway.TestKit;

/// <summary>Between a client and a port of this machine: the first connection that has sent so many bytes is cut, once; or it stays, and nothing more is taken from it.</summary>
public sealed class CuttingRelay : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly int _port;
    private readonly long _after;
    private readonly bool _stays;
    private readonly Task _accepting;
    private int _cut;

    public CuttingRelay(int port, long after, bool stays = false)
    {
        (_port, _after, _stays) = (port, after, stays);
        _listener.Server.ReceiveBufferSize = 1 << 16; // what it does not take the client must notice
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public string Origin => $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    public bool HasCut => Volatile.Read(ref _cut) == 1;

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Stop();
        await _accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _end.Dispose();
    }

    private async Task AcceptAsync()
    {
        List<Task> connections = [];
        try
        {
            while (true)
            {
                connections.Add(RelayAsync(await _listener.AcceptTcpClientAsync(_end.Token)));
            }
        }
        finally
        {
            await Task.WhenAll(connections).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task RelayAsync(TcpClient client)
    {
        using TcpClient from = client, to = new();
        await to.ConnectAsync(IPAddress.Loopback, _port, _end.Token);
        await Task.WhenAny(PumpAsync(from.GetStream(), to.GetStream(), counted: true), PumpAsync(to.GetStream(), from.GetStream(), counted: false));
    }

    private async Task PumpAsync(NetworkStream from, NetworkStream to, bool counted)
    {
        byte[] buffer = new byte[64 << 10];
        long sent = 0;
        int read;
        while ((read = await from.ReadAsync(buffer, _end.Token)) > 0)
        {
            await to.WriteAsync(buffer.AsMemory(0, read), _end.Token);
            sent += read;
            if (counted && sent > _after && Interlocked.Exchange(ref _cut, 1) == 0)
            {
                await Task.Delay(_stays ? Timeout.InfiniteTimeSpan : TimeSpan.Zero, TimeProvider.System, _end.Token);
                return;
            }
        }
    }
}
