using System.Diagnostics;
using Microsoft.Extensions.ObjectPool;

namespace Gateway.Routing.Attempts;

/// <summary>A request's time limit over all its attempts; pooled.</summary>
internal sealed class Deadline : IDisposable
{
    private static readonly ObjectPool<Deadline> Pool = new DefaultObjectPool<Deadline>(new DefaultPooledObjectPolicy<Deadline>(), 1024);

    private CancellationTokenSource _source = new();
    private CancellationTokenRegistration _client;
    private CancellationToken _aborted;
    private long _endsAt;

    /// <summary>Cancelled when the time is up or the client is gone.</summary>
    public CancellationToken Token => _source.Token;

    public bool ClientGone => _aborted.IsCancellationRequested;

    public bool Expired => _source.IsCancellationRequested && !ClientGone;

    public TimeSpan Left => Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), _endsAt);

    public static Deadline Start(TimeSpan timeout, CancellationToken aborted)
    {
        Deadline deadline = Pool.Get();
        deadline._aborted = aborted;
        deadline._endsAt = Stopwatch.GetTimestamp() + (long)(timeout.TotalSeconds * Stopwatch.Frequency);
        deadline._source.CancelAfter(timeout);
        deadline._client = aborted.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), deadline._source);
        return deadline;
    }

    public void Dispose() => _source.Dispose();

    public void End()
    {
        _client.Dispose();
        if (!_source.TryReset())
        {
            _source.Dispose();
            _source = new CancellationTokenSource();
        }

        _aborted = default;
        Pool.Return(this);
    }
}
