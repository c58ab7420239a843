using Gateway.Analysis.History;
using Gateway.Contracts;
using Gateway.Core.Models;
using Gateway.Routing.Routes;

namespace Gateway.Analysis;

/// <summary>Every model's last minute, as it is now: points of ten seconds, the unfinished one among them.</summary>
internal sealed class Minutes(TrafficHistory history, TimeProvider time)
{
    public const double Seconds = Slots * VersionHistory.Seconds;

    private const int Slots = 6;

    private readonly ILookup<string, KeyValuePair<VersionKey, VersionHistory>> _versions = history.ByModel();
    private readonly HistoryPoint _none = VersionHistory.Quiet(time, Slots);

    public (long Requests, long Errors) Counts(string model)
    {
        (long requests, long errors) = (0, 0);
        foreach ((_, VersionHistory version) in _versions[model])
        {
            HistoryPoint minute = version.Last(Slots, latencies: false);
            (requests, errors) = (requests + minute.Requests, errors + minute.Errors);
        }

        return (requests, errors);
    }

    /// <returns>A point of each version that was asked or has a weight.</returns>
    public IReadOnlyList<VersionStats> Of(RouteSnapshot applied)
    {
        List<VersionStats> versions = [.. _versions[applied.Model].Select(version => Of(version.Key.Version, version.Value.Last(Slots)))];
        foreach (VersionRoute arm in applied.Arms.Where(arm => !versions.Exists(version => version.Version == arm.Name)))
        {
            versions.Add(Of(arm.Name, _none));
        }

        return [.. versions.OrderBy(version => version.Version.Length).ThenBy(version => version.Version, StringComparer.Ordinal)];

        VersionStats Of(string version, HistoryPoint minute) => new(version, [StatsApi.Point(minute, applied.Weight(version) / 100m)]);
    }
}
