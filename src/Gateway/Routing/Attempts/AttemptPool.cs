using System.Collections.Concurrent;

namespace Gateway.Routing.Attempts;

/// <summary>Attempt records, reused; the pool is also the register of what is in flight.</summary>
internal sealed class AttemptPool
{
    private readonly ConcurrentQueue<Attempt> _free = new();
    private readonly ConcurrentBag<Attempt> _all = [];

    /// <summary>Every record ever made, in the pool or in flight (StartedAt ≠ 0): as many as were ever in flight at once.</summary>
    public IEnumerable<Attempt> All => _all;

    public Attempt Rent()
    {
        if (_free.TryDequeue(out Attempt? attempt))
        {
            return attempt;
        }

        attempt = new Attempt();
        _all.Add(attempt);
        return attempt;
    }

    public void Return(Attempt attempt)
    {
        attempt.StartedAt = 0;
        attempt.Duration = TimeSpan.Zero;
        attempt.StatusCode = 0;
        attempt.Host = null;
        attempt.HostLost = attempt.HasSibling = attempt.Invalid = attempt.HasFallback = attempt.Replayed = false;
        _free.Enqueue(attempt);
    }
}
