using Gateway.Analysis.History;
using Gateway.Api;
using Gateway.Contracts;
using Gateway.Core.Models;
using Gateway.Routing.Routes;
using Gateway.Security;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Gateway.Analysis;

/// <summary><c>GET /stats</c>: the last minute of every model, in one call.</summary>
internal static class MinuteApi
{
    /// <summary>In points of ten seconds, the unfinished one among them.</summary>
    private const int Minute = 6;

    public static void MapMinute(this RouteGroupBuilder group) => group.MapGet("/stats", Get).Takes("after", "limit").WithSummary("Every model's last minute, a point per version.");

    private static Ok<Page<Stats>> Get(Query query, Grant grant, TrafficHistory history, RouteTable table, TimeProvider time)
    {
        string after = query.Text("after") ?? "";
        int limit = (int)(query.Number("limit", 1, 1000) ?? 100);
        query.Check();
        ModelRoute[] routes = [.. table.Routes.Where(route => grant.Models.Includes(route.Key) && string.CompareOrdinal(route.Key, after) > 0).OrderBy(route => route.Key, StringComparer.Ordinal).Select(route => route.Value).Take(limit + 1)];
        ILookup<string, KeyValuePair<VersionKey, VersionHistory>> versions = history.ByModel();
        HistoryPoint none = VersionHistory.Quiet(time, Minute);
        Stats[] items = [.. routes.Take(limit).Select(route => Describe(route.Current, versions, none))];
        return TypedResults.Ok(new Page<Stats>(items, routes.Length > limit ? items[^1].Model : null));
    }

    private static Stats Describe(RouteSnapshot applied, ILookup<string, KeyValuePair<VersionKey, VersionHistory>> histories, HistoryPoint none)
    {
        List<VersionStats> versions = [.. histories[applied.Model].Select(version => Of(version.Key.Version, version.Value.Last(Minute)))];
        foreach (VersionRoute arm in applied.Arms.Where(arm => !versions.Exists(version => version.Version == arm.Name)))
        {
            versions.Add(Of(arm.Name, none));
        }

        return new Stats(applied.Model, "60s", [.. versions.OrderBy(version => version.Version.Length).ThenBy(version => version.Version, StringComparer.Ordinal)]);

        VersionStats Of(string version, HistoryPoint minute) => new(version, [StatsApi.Point(minute, applied.Weight(version) / 100m)]);
    }
}
