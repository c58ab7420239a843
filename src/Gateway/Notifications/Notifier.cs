using Gateway.Telemetry;
using Microsoft.Extensions.Options;

namespace Gateway.Notifications;

/// <summary>Runs the tail and a sender per receiver; without receivers nothing.</summary>
internal sealed partial class Notifier(
    IOptions<NotificationsOptions> options, IOutbox outbox, NotificationTail tail, Func<Webhook, WebhookSender> sender, ILogger<Notifier> logger) : BackgroundService
{
    private readonly Webhook[] _webhooks = [.. options.Value.Webhooks.Select(Webhook.Of)];
    private long _cursor;

    /// <summary>Before anything else writes to the journal: the first line that is told comes after this.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        OutboxStart start = await outbox.OpenAsync([.. _webhooks.Select(webhook => webhook.Key)], cancellationToken);
        _cursor = start.Cursor;
        if (start.Forgotten > 0)
        {
            Dropped.Notification.Inc(start.Forgotten);
            LogForgotten(start.Forgotten);
        }

        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (_webhooks.Length == 0)
        {
            return;
        }

        WebhookSender[] senders = [.. _webhooks.Select(sender)];
        await Task.WhenAll(senders.Select(sender => sender.RunAsync(stoppingToken)).Append(tail.RunAsync(_webhooks, _cursor, () => Array.ForEach(senders, sender => sender.Wake()), stoppingToken)));
    }

    [LoggerMessage(8020, LogLevel.Warning, "{Count} notifications were forgotten: their webhooks are not in Notifications:Webhooks any more")]
    private partial void LogForgotten(int count);
}
