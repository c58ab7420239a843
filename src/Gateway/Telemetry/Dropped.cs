using Prometheus;

namespace Gateway.Telemetry;

/// <summary>What was left undone because a cap was reached; a zero of each is there from the start, so that the first one is an increase.</summary>
internal static class Dropped
{
    private static readonly Counter Total = Metrics.CreateCounter("gateway_dropped_total", "Left undone because a cap was reached.", "what");

    /// <summary>The body was too large, or too many were kept already: the request is neither retried nor rescued.</summary>
    public static readonly Counter.Child ReplayBody = Total.WithLabels("replayBody");

    /// <summary>The model's budget of replays was spent.</summary>
    public static readonly Counter.Child ReplayBudget = Total.WithLabels("replayBudget");

    /// <summary>A request was not copied: too many or too large copies are on their way.</summary>
    public static readonly Counter.Child ShadowCopy = Total.WithLabels("shadowCopy");

    /// <summary>Nobody got it: too many waited, the receiver did not take it within a day, or it is not set any more.</summary>
    public static readonly Counter.Child Notification = Total.WithLabels("notification");

    /// <summary>A host died again and again, and too many such lines waited for the journal.</summary>
    public static readonly Counter.Child HostFlapping = Total.WithLabels("hostFlapping");

    /// <summary>An answer of a foreign host was not looked into: it was too large or compressed, or too many were kept already.</summary>
    public static readonly Counter.Child AnswerCheck = Total.WithLabels("answerCheck");

    /// <summary>The disk took no line of a failed run: until the journal has it, a kill would forget the failure.</summary>
    public static readonly Counter.Child LatchLine = Total.WithLabels("latchLine");

    /// <summary>Somebody was not let in, and the journal has no line of it.</summary>
    public static readonly Counter.Child AccessRefused = Total.WithLabels("accessRefused");

    /// <summary>A prediction has no line in the access log: its disk was too slow.</summary>
    public static readonly Counter.Child AccessLog = Total.WithLabels("accessLog");

    /// <summary>Five minutes of a version's traffic were not kept: the database was away for an hour.</summary>
    public static readonly Counter.Child History = Total.WithLabels("history");

    public static void Show()
    {
        foreach (Counter.Child what in (Counter.Child[])[ReplayBody, ReplayBudget, ShadowCopy, Notification, HostFlapping, AnswerCheck, LatchLine, AccessRefused, AccessLog, History])
        {
            what.Inc(0);
        }
    }
}
