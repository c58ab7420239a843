using Gateway.Contracts;
using Gateway.Dashboard.Charts;

namespace Gateway.Dashboard.Pages.Models;

/// <summary>A model's statistics as lines: points of the API, gathered into the slots of a chart.</summary>
internal sealed class StatsLines(ModelLook look)
{
    private readonly string[] _versions = [.. look.Stats.Versions.Select(version => version.Version)];

    public IReadOnlyList<ChartSeries> PerSecond => Lines((points, _) => points.Sum(point => point.Requests) / look.Stretch.Slot.TotalSeconds);

    public IReadOnlyList<ChartSeries> ErrorShare => Lines((points, _) => points.Sum(point => point.Requests) is var requests && requests == 0 ? null : (double)points.Sum(point => point.Errors) / requests);

    /// <summary>Seconds; the highest of a slot's points.</summary>
    public IReadOnlyList<ChartSeries> Quantile(Func<StatsPoint, double?> of) => Lines((points, _) => points.Max(of));

    /// <summary>Percent; it holds until the next point that was measured.</summary>
    public IReadOnlyList<ChartSeries> Weight => Lines((points, before) => points.Length > 0 ? (double)points[^1].Weight : before);

    private IReadOnlyList<ChartSeries> Lines(Func<StatsPoint[], double?, double?> value) =>
        [.. look.Stats.Versions.Select(version => new ChartSeries($"v{version.Version}", Roles.Of(version.Version, look.Model.Rollout?.Baseline ?? look.Model.Baseline, _versions), Values(version, value)))];

    private double?[] Values(VersionStats version, Func<StatsPoint[], double?, double?> value)
    {
        ILookup<int, StatsPoint> slots = version.Points.ToLookup(point => (int)Math.Floor((point.At - look.From) / look.Stretch.Slot));
        double?[] values = new double?[look.Stretch.Slots];
        for (int slot = 0; slot < values.Length; slot++)
        {
            values[slot] = value([.. slots[slot]], slot > 0 ? values[slot - 1] : null);
        }

        return values;
    }
}
