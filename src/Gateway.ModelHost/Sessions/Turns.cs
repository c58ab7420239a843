namespace Gateway.ModelHost.Sessions;

/// <summary>How many runs there are at once, and how many requests may wait.</summary>
internal sealed class Turns(ServeOptions options) : IDisposable
{
    private readonly SemaphoreSlim _free = new(options.Concurrency);
    private int _waiting;

    /// <returns>False: too many wait already.</returns>
    public async ValueTask<bool> TakeAsync(CancellationToken cancellationToken)
    {
        if (_free.Wait(0, CancellationToken.None))
        {
            return true;
        }

        try
        {
            if (Interlocked.Increment(ref _waiting) > options.Queue)
            {
                return false;
            }

            await _free.WaitAsync(cancellationToken);
            return true;
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }

    public void Give() => _free.Release();

    public void Dispose() => _free.Dispose();
}
