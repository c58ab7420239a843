using System.Net.Sockets;
using System.Runtime.CompilerServices;
using Gateway.Hosts;

namespace Gateway.Routing.Attempts;

/// <summary>A connection to a host that counts its bytes; the proxy's client reads and writes memory, nothing else.</summary>
internal sealed class CountedStream(Socket socket, HostBytes bytes) : NetworkStream(socket, ownsSocket: true)
{
    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        bytes.Receive(buffer.Length);
        return base.WriteAsync(buffer, cancellationToken);
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        ValueTask<int> reading = base.ReadAsync(buffer, cancellationToken);
        return reading.IsCompletedSuccessfully ? ValueTask.FromResult(Count(reading.Result)) : CountAsync(reading);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<int> CountAsync(ValueTask<int> reading) => Count(await reading);

    private int Count(int read)
    {
        bytes.Send(read);
        return read;
    }
}
