using Gateway.Analysis.History;
using Gateway.Api;
using Gateway.Contracts;
using Gateway.Core.Statistics;
using Gateway.Routing.Routes;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Gateway.Analysis;

/// <summary><c>GET /models/{m}/stats</c>: one model's traffic over time.</summary>
internal static class StatsApi
{
    public static void MapStats(this IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder group = routes.MapApi("", "stats");
        group.MapGet("/models/{model}/stats", GetAsync).Takes("from", "to", "step").WithSummary("Requests, errors, latencies and weights of each version over time.");
        group.MapLatencies();
    }

    private static readonly TimeSpan Fine = TimeSpan.FromSeconds(VersionHistory.Seconds), Coarse = TimeSpan.FromMinutes(5);

    private static async Task<Ok<Stats>> GetAsync(string model, Query query, HistoryReader history, IWeightHistory weights, RouteTable table, TimeProvider time, CancellationToken cancellationToken)
    {
        DateTimeOffset to = query.Time("to") ?? time.GetUtcNow();
        DateTimeOffset from = query.Time("from") ?? (to > DateTimeOffset.UnixEpoch ? to - TimeSpan.FromHours(1) : to);
        string step = query.OneOf("step", "10s", "5m") ?? (time.GetUtcNow() - from > TimeSpan.FromHours(24) ? "5m" : "10s");
        query.Check();
        if (table.Find(model) is null)
        {
            throw RefusedException.NotFound("model", model);
        }

        bool coarse = step == "5m";
        IReadOnlyList<WeightsSince> changes = await weights.ReadAsync(model, from, to, cancellationToken);
        IReadOnlyList<(string Version, IReadOnlyList<HistoryPoint> Points)> versions = await history.ReadAsync(model, from, to, coarse, cancellationToken);
        return TypedResults.Ok(new Stats(model, step, [.. versions.Select(version => new VersionStats(
            version.Version, [.. version.Points.Select(point => Point(point, Weight(changes, point.At + (coarse ? Coarse : Fine), version.Version)))]))]));
    }

    /// <summary>In percent, as it was when the stretch ended.</summary>
    private static decimal Weight(IReadOnlyList<WeightsSince> changes, DateTimeOffset end, string version) =>
        (changes.LastOrDefault(change => change.At <= end)?.Weights.GetValueOrDefault(version) ?? 0) / 100m;

    public static StatsPoint Point(HistoryPoint point, decimal weight) => new(
        point.At, point.Requests, point.Errors, point.Rejections, point.Rescued, point.P50?.Value.TotalSeconds, point.P95?.Value.TotalSeconds, point.P99?.Value.TotalSeconds, weight, Bounds(point.P50), Bounds(point.P95), Bounds(point.P99));

    private static LatencyBounds? Bounds(BoundedQuantile? quantile) => quantile?.Low is { } low ? new(low.TotalSeconds, quantile.Value.High?.TotalSeconds) : null;
}
