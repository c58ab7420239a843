namespace Gateway.ModelHost.Sessions;

/// <summary>Durations added up by many threads.</summary>
internal sealed class Stopclock
{
    private long _count;
    private long _nanoseconds;

    public StatisticDuration Total => new(Interlocked.Read(ref _count), Interlocked.Read(ref _nanoseconds));

    public void Add(TimeSpan took)
    {
        Interlocked.Increment(ref _count);
        Interlocked.Add(ref _nanoseconds, (long)took.TotalNanoseconds);
    }
}
