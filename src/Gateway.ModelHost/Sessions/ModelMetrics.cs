namespace Gateway.ModelHost.Sessions;

/// <summary>What a version is counted by: statistics at any time, series whenever Prometheus asks. Dispose ends its series.</summary>
internal sealed class ModelMetrics : IDisposable
{
    private readonly ModelCounts _counts;
    private readonly ModelSeries _series;
    private int _pending;

    /// <param name="device">Where it runs, as metadata says it.</param>
    /// <param name="listed">Prometheus sees its series.</param>
    public ModelMetrics(string model, string version, string device, TimeProvider time, bool listed = true)
    {
        _counts = new ModelCounts(model, version, time);
        _series = new ModelSeries(model, version, device, () => (_counts.Statistics(), Volatile.Read(ref _pending)), listed);
    }

    public ModelStatistics Statistics() => _counts.Statistics();

    /// <summary>A request begins to wait (1), or ends (−1).</summary>
    public void Waits(int change) => Interlocked.Add(ref _pending, change);

    /// <summary>One request of a run.</summary>
    public void Request(TimeSpan queued, RunTimes times, long rows) => _counts.Request(queued, times, rows);

    /// <summary>One run, of however many requests.</summary>
    public void Run(RunTimes times, long rows)
    {
        _counts.Run(times, rows);
        _series.Batch(rows);
    }

    /// <summary>A whole request, as its protocol's edge saw it.</summary>
    public void Ended(bool success, TimeSpan took) => _counts.Ended(success, took);

    public void Dispose() => _series.Dispose();
}
