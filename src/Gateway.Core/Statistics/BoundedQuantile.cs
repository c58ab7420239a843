namespace Gateway.Core.Statistics;

/// <summary>A quantile of latencies, and between which it lies at 95 %, whatever their distribution.</summary>
/// <param name="Low">Null: nobody kept where it lies.</param>
/// <param name="High">Null: there are too few to say.</param>
public readonly record struct BoundedQuantile(TimeSpan Value, TimeSpan? Low, TimeSpan? High);
