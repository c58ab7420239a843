using Gateway.Core.Statistics;

namespace Gateway.Analysis.History;

/// <summary>Five minutes of a version's traffic: what is written and read at once.</summary>
/// <param name="Whole">As one point; its slot is the block's.</param>
/// <param name="Points">By ten seconds, oldest first; empty when they are older than a day.</param>
internal sealed record HistoryBlock(HistoryPoint Whole, IReadOnlyList<HistoryPoint> Points)
{
    /// <summary>Points of ten seconds.</summary>
    public const int Slots = 30;

    /// <summary>Points of ten seconds of an hour.</summary>
    public const int Hour = 360;

    /// <summary>What was counted until now in the hour of the clock that it lies in; null: it comes from the store.</summary>
    public LatencyHistogram? Latencies { get; init; }

    public long Slot => Whole.Slot;

    public IEnumerable<HistoryPoint> At(bool coarse) => coarse ? [Whole] : Points;
}
