namespace Gateway.Routing;

/// <summary>How an attempt ended; names as in the metrics.</summary>
internal enum Outcome
{
    Ok,
    Rejected,
    Failed,
    Timeout,
    Aborted,
}
