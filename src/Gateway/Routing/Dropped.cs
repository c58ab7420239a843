using Prometheus;

namespace Gateway.Routing;

/// <summary>What was left undone because a cap was reached.</summary>
internal static class Dropped
{
    private static readonly Counter Total = Metrics.CreateCounter("gateway_dropped_total", "Left undone because a cap was reached.", "what");

    /// <summary>The body was too large, or too many were kept already: the request is neither retried nor rescued.</summary>
    public static readonly Counter.Child ReplayBody = Total.WithLabels("replayBody");

    /// <summary>The model's budget of replays was spent.</summary>
    public static readonly Counter.Child ReplayBudget = Total.WithLabels("replayBudget");

    /// <summary>Zeros from the start: the first one that is dropped is an increase.</summary>
    public static void Show()
    {
        ReplayBody.Inc(0);
        ReplayBudget.Inc(0);
    }
}
