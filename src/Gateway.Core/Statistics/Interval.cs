namespace Gateway.Core.Statistics;

/// <summary>Where a value lies, with the confidence that was asked for.</summary>
public readonly record struct Interval(double Low, double High)
{
    public bool Contains(double value) => Low <= value && value <= High;
}
