using Gateway.Api;
using Gateway.Contracts;
using Gateway.Core.Models;
using Gateway.Routing;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Gateway.Analysis;

/// <summary><c>GET /models/{m}/stats</c>: traffic over time.</summary>
internal static class StatsApi
{
    public static void MapStats(this IEndpointRouteBuilder routes) => routes.MapApi("/models", "stats").MapGet("/{model}/stats", Get);

    private static Ok<Stats> Get(string model, HttpRequest request, TrafficHistory history, RouteTable table, TimeProvider time)
    {
        Query query = new(request, "from", "to", "step");
        DateTimeOffset to = query.Time("to") ?? time.GetUtcNow();
        DateTimeOffset from = query.Time("from") ?? (to > DateTimeOffset.UnixEpoch ? to - TimeSpan.FromHours(1) : to);
        string step = query.OneOf("step", "10s", "5m") ?? (time.GetUtcNow() - from > TimeSpan.FromHours(24) ? "5m" : "10s");
        query.Check();
        if (table.Find(model)?.Current is not { } snapshot)
        {
            throw RefusedException.NotFound("model", model);
        }

        IEnumerable<VersionStats> versions = history.OfModel(model).OrderBy(version => version.Key.Version.Length).ThenBy(version => version.Key.Version).Select(version =>
            new VersionStats(version.Key.Version, [.. version.Value.Points(from, step == "5m").Where(point => At(point) <= to && point.Slot > 0).Select(point => Point(point, snapshot, version.Key))]));
        return TypedResults.Ok(new Stats(model, step, [.. versions]));
    }

    private static DateTimeOffset At(HistoryPoint point) => DateTimeOffset.FromUnixTimeSeconds(point.Slot * VersionHistory.Seconds);

    private static StatsPoint Point(HistoryPoint point, RouteSnapshot snapshot, VersionKey version)
    {
        int arm = snapshot.Arms.ToList().FindIndex(arm => arm.Key == version);
        return new StatsPoint(
            At(point), point.Requests, point.Errors, point.Rejections, point.Rescued,
            point.P50?.TotalSeconds, point.P95?.TotalSeconds, point.P99?.TotalSeconds, arm < 0 ? 0 : snapshot.Split.Weights[arm] / 100m);
    }
}
