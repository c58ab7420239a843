using Gateway.Core.Models;
using Gateway.Journal;
using Gateway.Telemetry;

namespace Gateway.Analysis.History;

/// <summary>Gives the store what was counted, every minute and at the end; at the start it takes from there how many requests an hour had, and how long they took.</summary>
internal sealed partial class HistoryKeeper(TrafficHistory history, IHistoryStore store, TimeProvider time, ILogger<HistoryKeeper> logger) : BackgroundService
{
    private const int AtOnce = 128;

    private static readonly TimeSpan Every = TimeSpan.FromMinutes(1), Day = TimeSpan.FromDays(1), Week = TimeSpan.FromDays(7);

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await this.EndAsync(TickAsync, time, logger);
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => this.LastAsync(RunAsync, time, logger, stoppingToken);

    private async Task RunAsync(CancellationToken stoppingToken)
    {
        await StoreRetry.Pipeline(time, problem => LogAway(problem.Message)).ExecuteAsync(async token => await RestoreAsync(token), stoppingToken);
        using PeriodicTimer timer = new(Every, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            await TickAsync(stoppingToken);
        }
    }

    internal async Task RestoreAsync(CancellationToken cancellationToken)
    {
        foreach ((VersionKey version, long first, long requests) in await store.HoursAsync(time.GetUtcNow() - Week, cancellationToken))
        {
            history.Of(version).Restore(first, requests);
        }

        foreach ((VersionKey version, long hour, int[] gaps) in await store.LatenciesAsync(time.GetUtcNow() - Day, cancellationToken))
        {
            history.Of(version).Restore(hour, gaps);
        }
    }

    internal async Task TickAsync(CancellationToken cancellationToken)
    {
        try
        {
            (VersionKey Version, VersionHistory History, HistoryBlock Block)[] unwritten = [.. history.All.SelectMany(version => version.Value.Unwritten().Select(block => (version.Key, version.Value, block)))];
            foreach ((VersionKey Version, VersionHistory History, HistoryBlock Block)[] some in unwritten.Chunk(AtOnce))
            {
                IReadOnlyList<string> gone = await store.WriteAsync([.. some.Select(block => (block.Version, block.Block))], cancellationToken);
                Array.ForEach(some, block => block.History.Written(block.Block));
                gone.ToList().ForEach(history.Forget);
            }

            await store.TrimAsync(time.GetUtcNow(), cancellationToken);
        }
        catch (IOException problem)
        {
            LogAway(problem.Message); // what waits is tried again in a minute
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
        }
    }

    [LoggerMessage(5020, LogLevel.Warning, "The history of the traffic could not be kept: {Problem}")]
    private partial void LogAway(string problem);
}
