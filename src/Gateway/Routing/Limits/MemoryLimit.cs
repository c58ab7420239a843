using Gateway.Telemetry;
using Microsoft.Extensions.Options;

namespace Gateway.Routing.Limits;

/// <summary>Whether the gateway's heap is over its limit; looked at ten times a second, so that a request only reads a flag.</summary>
internal sealed class MemoryLimit(IOptions<LimitsOptions> limits, TimeProvider time, ILogger<MemoryLimit> logger) : BackgroundService
{
    private const double Share = 0.75;

    /// <summary>Once a second, while it is over: refused requests leave nothing that would bring a collection about.</summary>
    private const int LooksBetween = 10;

    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(100);

    private volatile bool _over;
    private int _looks;

    public bool Over => _over;

    /// <summary>Bytes.</summary>
    public long Most { get; } = limits.Value.MaxMemory is > 0 and var set ? set : (long)(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes * Share);

    /// <summary>Garbage counts until it is collected, so a look that finds too much collects once before it believes it.</summary>
    internal void Look()
    {
        bool over = GC.GetTotalMemory(forceFullCollection: false) > Most;
        if (over && !_over)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true);
            over = GC.GetTotalMemory(forceFullCollection: false) > Most;
        }
        else if (over && ++_looks % LooksBetween == 0)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: false);
        }

        _over = over;
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => this.LastAsync(RunAsync, time, logger, stoppingToken);

    private async Task RunAsync(CancellationToken stoppingToken)
    {
        using PeriodicTimer timer = new(Every, time);
        do
        {
            Look();
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }
}
