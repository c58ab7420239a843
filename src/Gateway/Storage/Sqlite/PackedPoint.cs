using Gateway.Analysis.History;
using Gateway.Core.Statistics;

namespace Gateway.Storage.Sqlite;

/// <summary>A point of the history as numbers: latencies in microseconds + 1, so that 0 is none.</summary>
internal static class PackedPoint
{
    /// <summary>Numbers of a point.</summary>
    public const int Width = 8;

    /// <summary>Numbers of its bounds.</summary>
    public const int Ends = 6;

    /// <param name="from">The block's slot.</param>
    public static long[] Numbers(HistoryPoint point, long from) =>
        [point.Slot - from, point.Requests, point.Errors, point.Rejections, point.Rescued, OrZero(point.P50?.Value), OrZero(point.P95?.Value), OrZero(point.P99?.Value)];

    public static long[] Bounds(HistoryPoint point) =>
        [OrZero(point.P50?.Low), OrZero(point.P50?.High), OrZero(point.P95?.Low), OrZero(point.P95?.High), OrZero(point.P99?.Low), OrZero(point.P99?.High)];

    /// <param name="bounds">None where a release wrote the row that did not know them.</param>
    public static HistoryPoint Read(long from, long[] numbers, long[] bounds)
    {
        bounds = bounds.Length == Ends ? bounds : new long[Ends];
        return new HistoryPoint(
            from + numbers[0], numbers[1], numbers[2], numbers[3], numbers[4],
            Quantile(numbers[5], bounds[0], bounds[1]), Quantile(numbers[6], bounds[2], bounds[3]), Quantile(numbers[7], bounds[4], bounds[5]));
    }

    public static long? Micros(TimeSpan? latency) => latency is { } some ? (long)some.TotalMicroseconds : null;

    private static long OrZero(TimeSpan? latency) => Micros(latency) + 1 ?? 0;

    private static TimeSpan? OrNull(long packed) => packed == 0 ? null : TimeSpan.FromMicroseconds(packed - 1);

    private static BoundedQuantile? Quantile(long value, long low, long high) => OrNull(value) is { } some ? new(some, OrNull(low), OrNull(high)) : null;
}
