namespace Gateway.Contracts;

/// <summary>A model's traffic over time, per version.</summary>
public sealed record Stats(string Model, string Step, IReadOnlyList<VersionStats> Versions);

public sealed record VersionStats(string Version, IReadOnlyList<StatsPoint> Points);

/// <summary>One step of time; latencies in seconds, null without attempts; weight in percent.</summary>
public sealed record StatsPoint(
    DateTimeOffset At,
    long Requests,
    long Errors,
    long Rejections,
    long Rescued,
    double? P50,
    double? P95,
    double? P99,
    decimal Weight,
    LatencyBounds? P50Bounds = null,
    LatencyBounds? P95Bounds = null,
    LatencyBounds? P99Bounds = null);

/// <summary>Seconds between which a quantile lies at 95 %, whatever the distribution; high is null where too few attempts were seen to say.</summary>
public sealed record LatencyBounds(double Low, double? High);
