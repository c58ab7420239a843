using Gateway.Core.Statistics;

namespace Gateway.Analysis.History;

/// <summary>A stretch of time; latencies are null without attempts.</summary>
/// <param name="Slot">When it began: Unix seconds / 10.</param>
internal readonly record struct HistoryPoint(long Slot, long Requests, long Errors, long Rejections, long Rescued, BoundedQuantile? P50, BoundedQuantile? P95, BoundedQuantile? P99)
{
    public DateTimeOffset At => DateTimeOffset.FromUnixTimeSeconds(Slot * VersionHistory.Seconds);

    public bool Quiet => Requests == 0 && Rescued == 0;

    public static HistoryPoint Nothing(long slot) => new(slot, 0, 0, 0, 0, null, null, null);

    /// <summary>One for both; each quantile is the higher of theirs.</summary>
    public HistoryPoint Plus(in HistoryPoint other) => new(
        Slot, Requests + other.Requests, Errors + other.Errors, Rejections + other.Rejections, Rescued + other.Rescued, Higher(P50, other.P50), Higher(P95, other.P95), Higher(P99, other.P99));

    /// <summary>With those that began no earlier than this one.</summary>
    /// <param name="points">Oldest first.</param>
    public HistoryPoint PlusNewest(IReadOnlyList<HistoryPoint> points)
    {
        HistoryPoint sum = this;
        for (int i = points.Count - 1; i >= 0 && points[i].Slot >= Slot; i--)
        {
            sum = sum.Plus(points[i]);
        }

        return sum;
    }

    private static BoundedQuantile? Higher(BoundedQuantile? one, BoundedQuantile? other) => other is null || one?.Value >= other.Value.Value ? one : other;
}
