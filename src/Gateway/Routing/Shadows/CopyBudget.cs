namespace Gateway.Routing.Shadows;

/// <summary>Bytes that all copies together may hold: captured answers, and requests that wait to be sent.</summary>
internal sealed class CopyBudget(long most)
{
    private long _taken;

    public static CopyBudget Shared { get; } = new(64L << 20);

    public long Taken => Volatile.Read(ref _taken);

    public bool TryTake(int bytes)
    {
        if (Interlocked.Add(ref _taken, bytes) <= most)
        {
            return true;
        }

        Give(bytes);
        return false;
    }

    public void Give(int bytes) => Interlocked.Add(ref _taken, -bytes);
}
