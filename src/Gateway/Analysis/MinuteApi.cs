using Gateway.Analysis.History;
using Gateway.Api;
using Gateway.Contracts;
using Gateway.Routing.Routes;
using Gateway.Security;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Gateway.Analysis;

/// <summary><c>GET /stats</c>: the last minute of every model, in one call.</summary>
internal static class MinuteApi
{
    public static void MapMinute(this RouteGroupBuilder group) => group.MapGet("/stats", Get).Takes("after", "limit").WithSummary("Every model's last minute, a point per version.");

    private static Ok<Page<Stats>> Get(Query query, Grant grant, TrafficHistory history, RouteTable table, TimeProvider time)
    {
        string after = query.Text("after") ?? "";
        int limit = (int)(query.Number("limit", 1, 1000) ?? 100);
        query.Check();
        ModelRoute[] routes = [.. table.Routes.Where(route => grant.Models.Includes(route.Key) && string.CompareOrdinal(route.Key, after) > 0).OrderBy(route => route.Key, StringComparer.Ordinal).Select(route => route.Value).Take(limit + 1)];
        Minutes minutes = new(history, time);
        Stats[] items = [.. routes.Take(limit).Select(route => route.Current).Select(applied => new Stats(applied.Model, "60s", minutes.Of(applied)))];
        return TypedResults.Ok(new Page<Stats>(items, routes.Length > limit ? items[^1].Model : null));
    }
}
