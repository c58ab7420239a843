using Prometheus;

namespace Gateway.Notifications;

/// <summary>Notifications that nobody got: too many waited, the receiver did not take them within a day, or it is not set any more.</summary>
internal static class Dropped
{
    public static readonly Counter.Child Notification =
        Metrics.CreateCounter("gateway_dropped_total", "Left undone because a cap was reached.", "what").WithLabels("notification");
}
