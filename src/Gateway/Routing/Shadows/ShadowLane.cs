using System.Collections.Concurrent;

namespace Gateway.Routing.Shadows;

/// <summary>One candidate's copies on their way: a bounded queue and a few workers, so that a slow candidate holds up nobody else's.</summary>
internal sealed class ShadowLane(IShadowSender sender, int most, int workers, CancellationToken stopping) : IThreadPoolWorkItem
{
    private readonly ConcurrentQueue<ShadowCopy> _waiting = new();
    private int _waitingCount;
    private int _working;

    public bool HasRoom => Volatile.Read(ref _waitingCount) < most;

    /// <returns>False: it is full, and the copy stays the caller's.</returns>
    public bool Offer(ShadowCopy copy)
    {
        if (Interlocked.Increment(ref _waitingCount) > most)
        {
            Interlocked.Decrement(ref _waitingCount);
            return false;
        }

        _waiting.Enqueue(copy);
        Wake();
        return true;
    }

    /// <summary>A worker's start: nothing waits for its task, which ends when the queue is empty.</summary>
    void IThreadPoolWorkItem.Execute() => _ = WorkAsync();

    private void Wake()
    {
        if (Interlocked.Increment(ref _working) <= workers)
        {
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }
        else
        {
            Interlocked.Decrement(ref _working);
        }
    }

    private async Task WorkAsync()
    {
        while (_waiting.TryDequeue(out ShadowCopy? copy))
        {
            Interlocked.Decrement(ref _waitingCount);
            using (copy)
            {
                await sender.SendAsync(copy, stopping);
            }
        }

        Interlocked.Decrement(ref _working);
        if (!_waiting.IsEmpty)
        {
            Wake(); // it came while this worker was leaving
        }
    }
}
