using Gateway.Core.Statistics;

namespace Gateway.Core.Evaluation;

/// <summary>One figure of a model on a data set.</summary>
/// <param name="Name">Such as <c>accuracy</c>.</param>
/// <param name="Value">NaN where it is undefined, which never counts as good.</param>
/// <param name="Range">95 %.</param>
/// <param name="HigherIsBetter">Which way is up.</param>
public sealed record Metric(string Name, double Value, Interval Range, bool HigherIsBetter);
