using Gateway.Contracts;
using Gateway.Rollouts.Runs;

namespace Gateway.Rollouts.Splits;

/// <summary>One model's desired traffic and its live run; whoever changes it holds the gate.</summary>
internal sealed class ModelTraffic(TrafficRecord traffic) : IDisposable
{
    /// <summary>For so long a model stands where its rollout ended badly.</summary>
    public static readonly TimeSpan EndedLately = TimeSpan.FromDays(1);

    private readonly SemaphoreSlim _gate = new(1);
    private TrafficRecord _traffic = traffic;
    private LiveRun? _run;
    private Rollout? _ended;

    public string Model => Traffic.Model;

    public TrafficRecord Traffic
    {
        get => Volatile.Read(ref _traffic);
        set => Volatile.Write(ref _traffic, value);
    }

    public LiveRun? Run
    {
        get => Volatile.Read(ref _run);
        set => Volatile.Write(ref _run, value);
    }

    /// <summary>Its latest rollout that ended, lately when the gateway began, or since.</summary>
    public Rollout? Ended
    {
        get => Volatile.Read(ref _ended);
        set => Volatile.Write(ref _ended, value);
    }

    public async Task<T> AloneAsync<T>(Func<Task<T>> work, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            return await work();
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>The same, unless somebody else is at it for longer than that: then nothing is done, and nobody waits for a model that is stuck.</summary>
    public async Task AloneWithinAsync(TimeSpan patience, Func<Task> work, CancellationToken cancellationToken)
    {
        if (!await _gate.WaitAsync(patience, cancellationToken))
        {
            return;
        }

        try
        {
            await work();
        }
        finally
        {
            _gate.Release();
        }
    }

    public void Dispose() => _gate.Dispose();
}
