namespace Gateway.Core.Evaluation;

/// <summary>A population of the data set.</summary>
/// <param name="Slice">Such as <c>country=DE</c>.</param>
/// <param name="Rows">How many of them.</param>
/// <param name="Metric">The first figure: accuracy, or the mean absolute error.</param>
public sealed record SliceFigures(string Slice, int Rows, Metric Metric);
