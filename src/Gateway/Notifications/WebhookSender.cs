using System.Threading.Channels;
using Gateway.Journal;
using Gateway.Telemetry;
using Polly;
using Polly.Retry;

namespace Gateway.Notifications;

/// <summary>Delivers what waits for one receiver, in the journal's order: a receiver that is down delays only itself.</summary>
internal sealed partial class WebhookSender(Webhook webhook, IOutbox outbox, WebhookClient client, TimeProvider time, ILogger<WebhookSender> logger)
{
    /// <summary>Tried for this long, then given up.</summary>
    internal static readonly TimeSpan Most = TimeSpan.FromHours(24);

    private readonly Channel<bool> _wake = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    public void Wake() => _wake.Writer.TryWrite(true);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        ResiliencePipeline store = StoreRetry.Pipeline(time, problem => LogAway(webhook.Name, problem.Message));
        do
        {
            while (await store.ExecuteAsync(async token => await outbox.FirstAsync(webhook.Key, token), cancellationToken) is { } row)
            {
                await DeliverAsync(row, cancellationToken);
                await RemoveAsync(row, store, cancellationToken);
            }
        }
        while (await _wake.Reader.ReadAsync(cancellationToken));
    }

    /// <summary>Ends when the row was taken or given up.</summary>
    internal async Task DeliverAsync(OutboxRow row, CancellationToken cancellationToken)
    {
        int failures = 0;
        string? problem = await Retry(row, said => LogTry(row, said, ++failures)).ExecuteAsync(async _ => await client.SendAsync(webhook, row), cancellationToken);
        if (problem is not null)
        {
            Dropped.Notification.Inc();
            LogGivenUp(row.Id, webhook.Name, Most.TotalHours, problem);
        }
        else if (failures > 0)
        {
            LogTaken(row.Id, webhook.Name, failures + 1);
        }
    }

    /// <summary>Also when the gateway stops: what was taken must not be sent again.</summary>
    private async Task RemoveAsync(OutboxRow row, ResiliencePipeline store, CancellationToken cancellationToken)
    {
        try
        {
            await outbox.RemoveAsync(row, CancellationToken.None);
        }
        catch (IOException)
        {
            await store.ExecuteAsync(async _ => await outbox.RemoveAsync(row, CancellationToken.None), cancellationToken);
        }
    }

    /// <summary>A second, two, four … five minutes, with jitter, until the row is a day old.</summary>
    private ResiliencePipeline<string?> Retry(OutboxRow row, Action<string> failed) => new ResiliencePipelineBuilder<string?> { TimeProvider = time }
        .AddRetry(new RetryStrategyOptions<string?>
        {
            MaxRetryAttempts = int.MaxValue,
            BackoffType = DelayBackoffType.Exponential,
            Delay = TimeSpan.FromSeconds(1),
            MaxDelay = TimeSpan.FromMinutes(5),
            UseJitter = true,
            ShouldHandle = attempt => ValueTask.FromResult(attempt.Outcome.Result is not null && time.GetUtcNow() - row.At < Most),
            OnRetry = attempt =>
            {
                failed(attempt.Outcome.Result!);
                return ValueTask.CompletedTask;
            },
        }).Build();

    private void LogTry(OutboxRow row, string problem, int failures)
    {
        if (failures == 1)
        {
            LogFailed(row.Id, webhook.Name, problem);
        }
        else
        {
            LogFailedAgain(row.Id, webhook.Name, problem, failures);
        }
    }

    [LoggerMessage(8010, LogLevel.Warning, "Notification {Id} was not taken by {Webhook}: {Problem}; it is tried again")]
    private partial void LogFailed(Guid id, string webhook, string problem);

    [LoggerMessage(8011, LogLevel.Debug, "Notification {Id} was not taken by {Webhook}: {Problem}, {Tries} times by now")]
    private partial void LogFailedAgain(Guid id, string webhook, string problem, int tries);

    [LoggerMessage(8012, LogLevel.Information, "Notification {Id} was taken by {Webhook} at try {Tries}")]
    private partial void LogTaken(Guid id, string webhook, int tries);

    [LoggerMessage(8013, LogLevel.Error, "Notification {Id} to {Webhook} was given up after {Hours} h: {Problem}")]
    private partial void LogGivenUp(Guid id, string webhook, double hours, string problem);

    [LoggerMessage(8014, LogLevel.Warning, "Deliveries to {Webhook} wait for the store: {Problem}")]
    private partial void LogAway(string webhook, string problem);
}
