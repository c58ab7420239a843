using Gateway.Contracts;
using Gateway.Dashboard.Charts;

namespace Gateway.Dashboard.Pages.Models;

/// <summary>A model's statistics as lines: points of the API, gathered into the slots of a chart.</summary>
internal sealed class StatsLines(ModelLook look)
{
    private readonly string[] _versions = [.. look.Stats.Versions.Select(version => version.Version)];

    /// <summary>Each version's points, slot by slot.</summary>
    private readonly StatsPoint[][][] _slots = [.. look.Stats.Versions.Select(version => Slots(look, version))];

    public IReadOnlyList<ChartSeries> PerSecond => Lines((points, _) => points.Sum(point => point.Requests) / look.Stretch.Slot.TotalSeconds);

    public IReadOnlyList<ChartSeries> ErrorShare => Lines((points, _) => points.Sum(point => point.Requests) is var requests && requests == 0 ? null : (double)points.Sum(point => point.Errors) / requests);

    /// <summary>Seconds; the highest of a slot's points, with its own bounds.</summary>
    public IReadOnlyList<ChartSeries> Quantile(Func<StatsPoint, double?> of, Func<StatsPoint, LatencyBounds?> bounds) =>
    [
        .. Lines((points, _) => points.Max(of)).Zip(_slots, (line, slots) => line with
        {
            Bounds = [.. slots.Select(points => points.MaxBy(of) is { } highest && bounds(highest) is { } known ? new ChartBounds(known.Low, known.High) : null)],
        }),
    ];

    /// <summary>Percent; it holds until the next point that was measured.</summary>
    public IReadOnlyList<ChartSeries> Weight => Lines((points, before) => points.Length > 0 ? (double)points[^1].Weight : before);

    private IReadOnlyList<ChartSeries> Lines(Func<StatsPoint[], double?, double?> value) =>
        [.. _versions.Zip(_slots, (version, slots) => new ChartSeries($"v{version}", Roles.Of(version, look.Model.Rollout?.Baseline ?? look.Model.Baseline, _versions), Values(slots, value)))];

    private static double?[] Values(StatsPoint[][] slots, Func<StatsPoint[], double?, double?> value)
    {
        double? before = null;
        return [.. slots.Select(points => before = value(points, before))];
    }

    private static StatsPoint[][] Slots(ModelLook look, VersionStats version)
    {
        ILookup<int, StatsPoint> slots = version.Points.ToLookup(point => (int)Math.Floor((point.At - look.From) / look.Stretch.Slot));
        return [.. Enumerable.Range(0, look.Stretch.Slots).Select(slot => slots[slot].ToArray())];
    }
}
