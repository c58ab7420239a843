using Gateway.Api;
using Gateway.Telemetry;

namespace Gateway.Storage.Sqlite.Backups;

/// <summary>Takes a backup when one is due.</summary>
internal sealed partial class BackupLoop(DatabaseBackups backups, TimeProvider time, ILogger<BackupLoop> logger) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(10);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => this.LastAsync(RunAsync, time, logger, stoppingToken);

    private async Task RunAsync(CancellationToken stoppingToken)
    {
        using PeriodicTimer timer = new(Every, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            await TickAsync(stoppingToken);
        }
    }

    internal async Task TickAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (backups.Due)
            {
                await backups.TakeAsync(cancellationToken);
            }
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or RefusedException)
        {
            LogNone(problem.Message);
        }
    }

    [LoggerMessage(6010, LogLevel.Error, "No backup could be taken: {Problem}")]
    private partial void LogNone(string problem);
}
