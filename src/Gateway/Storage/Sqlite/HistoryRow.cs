using Gateway.Analysis.History;
using Gateway.Core.Models;

namespace Gateway.Storage.Sqlite;

/// <summary>A block as the table has it: latencies in microseconds, points and bounds packed.</summary>
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

    public byte[]? Bounds { get; init; }

    public byte[]? PointBounds { get; init; }

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
        P50 = PackedPoint.Micros(block.Whole.P50?.Value),
        P95 = PackedPoint.Micros(block.Whole.P95?.Value),
        P99 = PackedPoint.Micros(block.Whole.P99?.Value),
        Points = PackedNumbers.Pack(block.Points.SelectMany(point => PackedPoint.Numbers(point, block.Slot))),
        Bounds = PackedNumbers.Pack(PackedPoint.Bounds(block.Whole)),
        PointBounds = PackedNumbers.Pack(block.Points.SelectMany(PackedPoint.Bounds)),
    };

    public HistoryBlock Block()
    {
        long[] points = PackedNumbers.Read(Points), bounds = PackedNumbers.Read(PointBounds);
        HistoryPoint whole = PackedPoint.Read(Slot, [0, Requests, Errors, Rejections, Rescued, P50 + 1 ?? 0, P95 + 1 ?? 0, P99 + 1 ?? 0], PackedNumbers.Read(Bounds));
        return new HistoryBlock(whole,
        [
            .. points.Chunk(PackedPoint.Width).Select((numbers, place) => PackedPoint.Read(Slot, numbers, [.. bounds.Skip(place * PackedPoint.Ends).Take(PackedPoint.Ends)])),
        ]);
    }
}
