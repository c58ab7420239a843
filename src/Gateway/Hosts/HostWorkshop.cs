using Microsoft.Extensions.Options;
using Polly;
using Polly.Retry;

namespace Gateway.Hosts;

/// <summary>What all process hosts share: where things lie, how many start at once, how long one waits after a death.</summary>
internal sealed class HostWorkshop(
    IOptions<HostsOptions> hosts, HostFiles files, HostRegister register, HostProbe probe, IHostLoad load, TimeProvider time) : IDisposable
{
    public static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);
    private int _running;

    /// <summary>Host processes at once.</summary>
    public int Room => hosts.Value.MaxProcesses;

    public TimeSpan Linger => hosts.Value.EffectiveLinger;

    public ProcessLimits Limits => hosts.Value.Limits;

    public HostRegister Register => register;

    public HostProbe Probe => probe;

    public IHostLoad Load => load;

    public TimeProvider Time => time;

    /// <summary>As many as cores: more would only slow each other's start.</summary>
    public SemaphoreSlim Starts { get; } = new(Environment.ProcessorCount);

    public string Socket(string hostId) => files.NextSocket(hostId, Guid.NewGuid());

    public string Log(HostView host) => files.Log(host);

    public void Count(int change) => Interlocked.Add(ref _running, change);

    /// <summary>Threads of a host that starts now.</summary>
    public int Threads => Math.Clamp(Environment.ProcessorCount / Math.Max(1, Volatile.Read(ref _running)), 1, Limits.Processors ?? int.MaxValue);

    /// <summary>Restarts a host that died, after a pause that doubles with each death.</summary>
    /// <param name="deaths">In a row: a minute of health ends the row.</param>
    public ResiliencePipeline Restarting(Func<int> deaths) => new ResiliencePipelineBuilder { TimeProvider = time }
        .AddRetry(new RetryStrategyOptions
        {
            MaxRetryAttempts = int.MaxValue,
            ShouldHandle = new PredicateBuilder().Handle<HostDiedException>(),
            DelayGenerator = _ => ValueTask.FromResult<TimeSpan?>(Pause(deaths())),
        }).Build();

    public void Dispose() => Starts.Dispose();

    internal static TimeSpan Pause(int deaths) =>
        TimeSpan.FromMilliseconds(Math.Min(LongestPause.TotalMilliseconds, 100 * Math.Pow(2, Math.Clamp(deaths, 1, 20))));
}
