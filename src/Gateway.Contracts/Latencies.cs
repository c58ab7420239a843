namespace Gateway.Contracts;

/// <summary>How the latencies of a model's versions lie.</summary>
public sealed record Latencies(string Model, IReadOnlyList<VersionLatencies> Versions);

/// <param name="Buckets">Those that hold any, lowest first.</param>
public sealed record VersionLatencies(string Version, long Attempts, IReadOnlyList<LatencyBucket> Buckets);

/// <param name="From">Seconds.</param>
/// <param name="Below">Seconds.</param>
public sealed record LatencyBucket(double From, double Below, long Attempts);
