using System.Collections.Concurrent;

namespace Gateway.ModelHost.Sessions;

/// <summary>What a version did since it was loaded; the one truth behind its statistics and its metrics.</summary>
internal sealed class ModelCounts(string model, string version, TimeProvider time)
{
    private const long LargestSize = 1024;

    private readonly Stopclock _success = new();
    private readonly Stopclock _fail = new();
    private readonly Stopclock _queue = new();
    private readonly RunClocks _requests = new();
    private readonly ConcurrentDictionary<long, RunClocks> _sizes = new();
    private long _rows;
    private long _runs;
    private long _lastTicks;

    /// <summary>One request of a run.</summary>
    public void Request(TimeSpan queued, RunTimes times, long rows)
    {
        _queue.Add(queued);
        _requests.Add(times);
        Interlocked.Add(ref _rows, rows);
    }

    /// <summary>One run, of however many requests.</summary>
    public void Run(RunTimes times, long rows)
    {
        Interlocked.Increment(ref _runs);
        Volatile.Write(ref _lastTicks, time.GetUtcNow().UtcTicks);
        _sizes.GetOrAdd(Math.Min(rows, LargestSize), static _ => new RunClocks()).Add(times);
    }

    public void Ended(bool success, TimeSpan took) => (success ? _success : _fail).Add(took);

    public ModelStatistics Statistics() => new(
        model,
        version,
        Volatile.Read(ref _lastTicks) is > 0 and var ticks ? new DateTimeOffset(ticks, TimeSpan.Zero) : null,
        Interlocked.Read(ref _rows),
        Interlocked.Read(ref _runs),
        _success.Total,
        _fail.Total,
        _queue.Total,
        _requests.Input,
        _requests.Infer,
        _requests.Output,
        [.. _sizes.OrderBy(size => size.Key).Select(size => new BatchStatistics(size.Key, size.Value.Input, size.Value.Infer, size.Value.Output))]);
}
