namespace Gateway.Core.Routing;

/// <summary>How an attempt ended; names as in the metrics.</summary>
public enum Outcome
{
    Ok,
    Rejected,
    Failed,
    Timeout,
    Aborted,
}
