using Gateway.Analysis.History;
using Gateway.Core.Models;

namespace Gateway.Storage.Sqlite;

/// <summary>A block as the table has it: latencies in microseconds, points as variable-length integers.</summary>
internal sealed record HistoryRow
{
    public string Model { get; init; } = "";

    public string Version { get; init; } = "";

    public long Slot { get; init; }

    public long Process { get; init; }

    public long Requests { get; init; }

    public long Errors { get; init; }

    public long Rejections { get; init; }

    public long Rescued { get; init; }

    public long? P50 { get; init; }

    public long? P95 { get; init; }

    public long? P99 { get; init; }

    public byte[]? Points { get; init; }

    public static HistoryRow Of(VersionKey version, long process, HistoryBlock block) => new()
    {
        Model = version.Model,
        Version = version.Version,
        Slot = block.Slot,
        Process = process,
        Requests = block.Whole.Requests,
        Errors = block.Whole.Errors,
        Rejections = block.Whole.Rejections,
        Rescued = block.Whole.Rescued,
        P50 = Micros(block.Whole.P50),
        P95 = Micros(block.Whole.P95),
        P99 = Micros(block.Whole.P99),
        Points = Pack(block),
    };

    public HistoryBlock Block() => new(new HistoryPoint(Slot, Requests, Errors, Rejections, Rescued, Span(P50), Span(P95), Span(P99)), Points is null ? [] : Unpack(Points));

    private static byte[] Pack(HistoryBlock block)
    {
        using MemoryStream bytes = new();
        using BinaryWriter writer = new(bytes);
        foreach (HistoryPoint point in block.Points)
        {
            foreach (long number in (ReadOnlySpan<long>)[point.Slot - block.Slot, point.Requests, point.Errors, point.Rejections, point.Rescued, OrZero(point.P50), OrZero(point.P95), OrZero(point.P99)])
            {
                writer.Write7BitEncodedInt64(number);
            }
        }

        writer.Flush();
        return bytes.ToArray();
    }

    private List<HistoryPoint> Unpack(byte[] packed)
    {
        List<HistoryPoint> points = [];
        using BinaryReader reader = new(new MemoryStream(packed));
        while (reader.BaseStream.Position < packed.Length)
        {
            long Next() => reader.Read7BitEncodedInt64();
            points.Add(new HistoryPoint(Slot + Next(), Next(), Next(), Next(), Next(), OrNull(Next()), OrNull(Next()), OrNull(Next())));
        }

        return points;
    }

    private static long? Micros(TimeSpan? latency) => latency is { } some ? (long)some.TotalMicroseconds : null;

    private static TimeSpan? Span(long? micros) => micros is { } some ? TimeSpan.FromMicroseconds(some) : null;

    /// <summary>Nothing is 0, and 0 is 1.</summary>
    private static long OrZero(TimeSpan? latency) => Micros(latency) + 1 ?? 0;

    private static TimeSpan? OrNull(long packed) => packed == 0 ? null : Span(packed - 1);
}
