using Gateway.Telemetry;

namespace Gateway.Journal;

/// <summary>Keeps the journal for 400 days: every hour the oldest lines go. None in the first, in which a clock that is wrong at a start may be set right.</summary>
internal sealed partial class JournalKeeper(IJournal journal, TimeProvider time, ILogger<JournalKeeper> logger) : BackgroundService
{
    public static readonly TimeSpan Kept = TimeSpan.FromDays(400);

    private static readonly TimeSpan Every = TimeSpan.FromHours(1);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => this.LastAsync(RunAsync, time, logger, stoppingToken);

    private async Task RunAsync(CancellationToken stoppingToken)
    {
        using PeriodicTimer timer = new(Every, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                DateTimeOffset now = time.GetUtcNow();
                await journal.CutAsync(now - Kept, now, stoppingToken);
            }
            catch (IOException problem)
            {
                LogAway(problem.Message); // an hour later it is as good
            }
        }
    }

    [LoggerMessage(7101, LogLevel.Warning, "The journal's oldest lines could not be taken out: {Problem}")]
    private partial void LogAway(string problem);
}
