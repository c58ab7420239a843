namespace Gateway.Core.Rollouts;

/// <summary>A baseline's last minute.</summary>
/// <param name="P99">The highest of the p99 of six times ten seconds.</param>
public readonly record struct LastMinute(long Attempts, long Errors, long Rejections, TimeSpan P99);
