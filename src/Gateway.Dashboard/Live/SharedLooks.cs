using System.Collections.Concurrent;

namespace Gateway.Dashboard.Live;

/// <summary>What several open dashboards of one key look at, asked of the API once: fifty of them cost it little more than one.</summary>
internal sealed class SharedLooks(TimeProvider time)
{
    /// <summary>A line of the journal wakes all dashboards, a few milliseconds apart: one look for them all begins when they are awake.</summary>
    private static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(50);

    /// <summary>However many lines come: two looks a second.</summary>
    private static readonly TimeSpan Apart = TimeSpan.FromMilliseconds(500);

    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<(Type What, object Whose), Look> _looks = new();

    /// <param name="whose">A value: who asks, and for what. Who sees the same has the same.</param>
    /// <param name="since">A timestamp: a look that began earlier will not do.</param>
    public async Task<T> LookAsync<T>(object whose, long since, Func<CancellationToken, Task<T>> load, CancellationToken cancellationToken)
        where T : class
    {
        (Type, object) what = (typeof(T), whose);
        Look look = _looks.GetValueOrDefault(what) is { } found && found.BeginsAt >= since && !found.Failed ? found : Begin(what, load);
        return (T)await look.Task.Value.WaitAsync(cancellationToken);
    }

    private Look Begin<T>((Type, object) what, Func<CancellationToken, Task<T>> load)
        where T : class
    {
        long now = time.GetTimestamp();
        foreach ((var old, Look left) in _looks.Where(look => time.GetElapsedTime(look.Value.BeginsAt, now) > Kept))
        {
            _looks.TryRemove(KeyValuePair.Create(old, left));
        }

        return _looks.AddOrUpdate(
            what, _ => New(now + Ticks(Gather)), (_, look) => look.BeginsAt > now ? look : New(Math.Max(now + Ticks(Gather), look.BeginsAt + Ticks(Apart))));

        Look New(long begins) => new(begins, new Lazy<Task<object>>(async () =>
        {
            await Task.Delay(time.GetElapsedTime(now, begins), time, CancellationToken.None);
            return await load(CancellationToken.None); // whoever began it may leave; others wait for it
        }));
    }

    private long Ticks(TimeSpan span) => (long)(span.TotalSeconds * time.TimestampFrequency);

    private sealed record Look(long BeginsAt, Lazy<Task<object>> Task)
    {
        public bool Failed => Task is { IsValueCreated: true, Value.IsCompletedSuccessfully: false, Value.IsCompleted: true };
    }
}
