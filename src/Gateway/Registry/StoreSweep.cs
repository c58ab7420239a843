using Gateway.Telemetry;

namespace Gateway.Registry;

/// <summary>Takes away what no version speaks of: bytes of refused pushes, of a push that a kill cut off, and of uploads that were left.</summary>
internal sealed partial class StoreSweep(ArtifactStore artifacts, BlobStore blobs, ArtifactRetention retention, ModelCatalog catalog, TimeProvider time, ILogger<StoreSweep> logger) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(10);

    /// <summary>A refused push may be sent again; and who puts back an older database may still want the newer one.</summary>
    private static readonly TimeSpan Kept = TimeSpan.FromDays(1);

    public void Sweep()
    {
        try
        {
            blobs.Sweep();
            HashSet<string> known = [.. catalog.All.Select(version => version.Digest)];
            foreach (string digest in artifacts.OlderThan(time.GetUtcNow() - Kept).Where(digest => !known.Contains(digest)).ToList())
            {
                retention.DeleteIfUnused(digest);
            }
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            LogNotSwept(problem.Message);
        }
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => this.LastAsync(RunAsync, time, logger, stoppingToken);

    private async Task RunAsync(CancellationToken stoppingToken)
    {
        using PeriodicTimer timer = new(Every, time);
        do
        {
            Sweep();
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    [LoggerMessage(2110, LogLevel.Warning, "Bytes that nothing needs could not be deleted: {Problem}")]
    private partial void LogNotSwept(string problem);
}
