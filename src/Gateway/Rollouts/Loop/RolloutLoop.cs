using Gateway.Rollouts.Runs;
using Gateway.Telemetry;

namespace Gateway.Rollouts.Loop;

/// <summary>The control loop: a tick four times a second, begun anew by a watchdog when it stands still. Predictions do not notice either.</summary>
internal sealed partial class RolloutLoop(RolloutTick tick, TickSignal signal, Watchdog watchdog, TimeProvider time, ILogger<RolloutLoop> logger) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(250);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => watchdog.GuardAsync(RunAsync, Alarm, stoppingToken);

    /// <summary>The listeners are closed by now: what was counted to the last request is kept.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await this.EndAsync(tick.KeepAsync, time, logger);
    }

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            await signal.WaitAsync(Every, time, cancellationToken);
            await tick.TickAsync(cancellationToken);
            watchdog.Beat();
        }
    }

    private void Alarm(TimeSpan silence, Exception? problem)
    {
        RolloutMetrics.LoopRestarted();
        LogRestarted(silence.TotalSeconds, problem);
    }

    [LoggerMessage(2012, LogLevel.Critical, "The control loop was silent for {Seconds:0} s and is begun anew. Predictions go on")]
    private partial void LogRestarted(double seconds, Exception? problem);
}
