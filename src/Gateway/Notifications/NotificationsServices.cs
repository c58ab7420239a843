namespace Gateway.Notifications;

/// <summary>Telling others what happened.</summary>
internal static class NotificationsServices
{
    /// <summary>Added before the features that write to the journal when they start.</summary>
    public static void AddNotifications(this IServiceCollection services)
    {
        services.AddOptions<NotificationsOptions>().BindConfiguration(NotificationsOptions.Section);
        services.AddSingleton<SigningSecret>();
        services.AddSingleton(provider => new WebhookClient(WebhookClient.Handler(), provider.GetRequiredService<SigningSecret>(), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<NotificationTail>();
        services.AddSingleton<Func<Webhook, WebhookSender>>(provider => webhook => ActivatorUtilities.CreateInstance<WebhookSender>(provider, webhook));
        services.AddHostedService<Notifier>();
    }
}
