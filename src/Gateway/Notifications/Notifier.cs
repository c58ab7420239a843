using Gateway.Telemetry;
using Microsoft.Extensions.Options;

namespace Gateway.Notifications;

/// <summary>Runs the tail and a sender per receiver; without receivers nothing.</summary>
internal sealed partial class Notifier(
    IOptions<NotificationsOptions> options, IOutbox outbox, NotificationTail tail, Func<Webhook, WebhookSender> sender, TimeProvider time, ILogger<Notifier> logger) : BackgroundService
{
    private readonly Webhook[] _webhooks = [.. options.Value.Webhooks.Select(Webhook.Of)];

    /// <summary>Before anything else writes to the journal: the first line that is told comes after this.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        OutboxStart start = await OpenAsync(cancellationToken);
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
        await Task.WhenAll(senders.Select<WebhookSender, Func<CancellationToken, Task>>(sender => sender.RunAsync).Append(token => TellAsync(senders, token)).Select(work => this.LastAsync(work, time, logger, stoppingToken)));
    }

    private async Task TellAsync(WebhookSender[] senders, CancellationToken stoppingToken) =>
        await tail.RunAsync(_webhooks, (await OpenAsync(stoppingToken)).Cursor, () => Array.ForEach(senders, sender => sender.Wake()), stoppingToken);

    private Task<OutboxStart> OpenAsync(CancellationToken cancellationToken) => outbox.OpenAsync([.. _webhooks.Select(webhook => webhook.Key)], cancellationToken);

    [LoggerMessage(8020, LogLevel.Warning, "{Count} notifications were forgotten: their webhooks are not in Notifications:Webhooks any more")]
    private partial void LogForgotten(int count);
}
