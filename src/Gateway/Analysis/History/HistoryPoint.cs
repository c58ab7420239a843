using Gateway.Core.Statistics;

namespace Gateway.Analysis.History;

/// <summary>A stretch of time; latencies are null without attempts.</summary>
/// <param name="Slot">When it began: Unix seconds / 10.</param>
internal readonly record struct HistoryPoint(long Slot, long Requests, long Errors, long Rejections, long Rescued, BoundedQuantile? P50, BoundedQuantile? P95, BoundedQuantile? P99)
{
    public DateTimeOffset At => DateTimeOffset.FromUnixTimeSeconds(Slot * VersionHistory.Seconds);

    public bool Quiet => Requests == 0 && Rescued == 0;

    /// <summary>One for all of them; each quantile is the highest of theirs.</summary>
    public static HistoryPoint Sum(long slot, IReadOnlyCollection<HistoryPoint> points) => new(
        slot, points.Sum(point => point.Requests), points.Sum(point => point.Errors), points.Sum(point => point.Rejections), points.Sum(point => point.Rescued),
        Highest(points, point => point.P50), Highest(points, point => point.P95), Highest(points, point => point.P99));

    private static BoundedQuantile? Highest(IEnumerable<HistoryPoint> points, Func<HistoryPoint, BoundedQuantile?> of) => points.Select(of).MaxBy(quantile => quantile?.Value);
}
