using Gateway.Analysis.History;
using Gateway.Api;
using Gateway.Contracts;
using Gateway.Core.Statistics;
using Gateway.Routing.Routes;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Gateway.Analysis;

/// <summary><c>GET /models/{m}/latencies</c>: how the latencies of a model's versions lie, to be laid over each other.</summary>
internal static class LatenciesApi
{
    /// <summary>Of buckets 2 % apart: 13 % together, twenty a decade.</summary>
    private const int Together = 6;

    public static void MapLatencies(this RouteGroupBuilder group) =>
        group.MapGet("/models/{model}/latencies", Get).Takes("hours").WithSummary("A histogram of each version's latencies, over the present hour and those before it.");

    private static Ok<Latencies> Get(string model, Query query, TrafficHistory history, RouteTable table)
    {
        int hours = (int)(query.Number("hours", 0, 24) ?? 1);
        query.Check();
        if (table.Find(model) is null)
        {
            throw RefusedException.NotFound("model", model);
        }

        return TypedResults.Ok(new Latencies(model, [.. history.OfModel(model).OrderBy(version => version.Key.Version.Length).ThenBy(version => version.Key.Version).Select(version => Of(version.Key.Version, version.Value.Latencies(hours)))]));
    }

    private static VersionLatencies Of(string version, LatencyHistogram latencies)
    {
        LatencyBucket[] buckets = [.. latencies.Merged(Together).Select(bucket => new LatencyBucket(bucket.From.TotalSeconds, bucket.Below.TotalSeconds, bucket.Count))];
        return new VersionLatencies(version, buckets.Sum(bucket => bucket.Attempts), buckets);
    }
}
