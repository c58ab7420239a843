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
        Stats[] items = [.. routes.Take(limit).Select(route => Of(route.Current, versions, none))];
        return TypedResults.Ok(new Page<Stats>(items, routes.Length > limit ? items[^1].Model : null));
    }

    private static Stats Of(RouteSnapshot applied, ILookup<string, KeyValuePair<VersionKey, VersionHistory>> histories, HistoryPoint none)
    {
        Dictionary<string, HistoryPoint> minutes = histories[applied.Model].ToDictionary(version => version.Key.Version, version => version.Value.Last(Minute));
        Dictionary<string, decimal> weights = applied.Arms.Select((arm, index) => (arm.Name, Weight: applied.Split.Weights[index] / 100m)).ToDictionary(arm => arm.Name, arm => arm.Weight);
        return new Stats(applied.Model, "60s", [.. minutes.Keys.Union(weights.Keys).OrderBy(version => version.Length).ThenBy(version => version, StringComparer.Ordinal)
            .Select(version => new VersionStats(version, [StatsApi.Point(minutes.GetValueOrDefault(version, none), weights.GetValueOrDefault(version))]))]);
    }
}
