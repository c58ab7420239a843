namespace Gateway.Core.Analysis;

/// <summary>Which attempts are bad. Names as in guards, but for the dot of p99.9.</summary>
public enum Measure
{
    Errors,
    Rejections,
    Timeouts,
    Aborts,
    P50,
    P95,
    P99,
    P999,
    Invalid,
    Disagreements,
    Wrong,
}
