using System.Text.Json;
using Gateway.Contracts;
using Gateway.Journal;
using Gateway.Telemetry;
using Polly;

namespace Gateway.Notifications;

/// <summary>Reads the journal as it grows, and writes what is to be told into the outbox before anyone sends it.</summary>
internal sealed partial class NotificationTail(IJournal journal, IOutbox outbox, TimeProvider time, ILogger<NotificationTail> logger)
{
    /// <summary>Rows that may wait for one receiver.</summary>
    internal const int Most = 1000;

    private const int Page = 500;
    private static readonly JournalFilter All = new(null, null, null, null, null);

    /// <param name="cursor">The last line that was read before.</param>
    /// <param name="wake">Called after rows were written.</param>
    public async Task RunAsync(IReadOnlyList<Webhook> webhooks, long cursor, Action wake, CancellationToken cancellationToken)
    {
        ResiliencePipeline store = StoreRetry.Pipeline(time, problem => LogAway(problem.Message));
        while (true)
        {
            Task next = journal.NextAsync(cancellationToken);
            cursor = await store.ExecuteAsync(async token => await TickAsync(webhooks, cursor, token), cancellationToken);
            wake();
            await next;
        }
    }

    /// <summary>Reads to the end.</summary>
    /// <returns>The last line read.</returns>
    internal async Task<long> TickAsync(IReadOnlyList<Webhook> webhooks, long cursor, CancellationToken cancellationToken)
    {
        IReadOnlyList<Event> lines;
        while ((lines = await journal.ReadAsync(All, cursor, Page, cancellationToken)).Count > 0)
        {
            cursor = lines[^1].Seq;
            OutboxRow[] rows = [.. lines.Select(Notification.Of).OfType<Notification>().SelectMany(told => Rows(told, webhooks))];
            if (rows.Length > 0 || lines.Count == Page)   // of other lines the cursor need not be saved: they are read again and passed by again
            {
                Count(await outbox.AddAsync(rows, cursor, Most, cancellationToken));
            }
        }

        return cursor;
    }

    private IEnumerable<OutboxRow> Rows(Notification told, IReadOnlyList<Webhook> webhooks)
    {
        string body = JsonSerializer.Serialize(told, ContractJson.Options);
        return webhooks.Select(webhook => new OutboxRow(webhook.Key, told.Seq, told.Id, time.GetUtcNow(), body));
    }

    private void Count(int dropped)
    {
        if (dropped > 0)
        {
            Dropped.Notification.Inc(dropped);
            LogFull(dropped, Most);
        }
    }

    [LoggerMessage(8001, LogLevel.Error, "{Count} notifications were dropped: {Most} wait for a webhook already")]
    private partial void LogFull(int count, int most);

    [LoggerMessage(8002, LogLevel.Warning, "Notifications wait for the store: {Problem}")]
    private partial void LogAway(string problem);
}
