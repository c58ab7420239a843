namespace Gateway.Core.Routing;

/// <summary>How an attempt got to its version; names as in the metrics.</summary>
public enum Assignment
{
    Randomised,
    Sticky,
    StickyRepeat,
    Forced,
    Retry,
    Rescue,
    Shadow,
    Warmup,
    Probe,
}
