namespace Gateway.Hosts;

/// <summary>What went over the wire, seen from the host.</summary>
internal sealed class HostBytes
{
    private long _received;
    private long _sent;

    public long Received => Volatile.Read(ref _received);

    public long Sent => Volatile.Read(ref _sent);

    public void Receive(int bytes) => Interlocked.Add(ref _received, bytes);

    public void Send(int bytes) => Interlocked.Add(ref _sent, bytes);
}
