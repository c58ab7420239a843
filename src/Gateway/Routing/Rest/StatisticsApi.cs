using Gateway.Routing.Clusters;
using Gateway.Routing.Routes;
using Gateway.Security;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Gateway.Routing.Rest;

/// <summary>Triton's statistics extension: what the versions' hosts have counted, added up.</summary>
internal static class StatisticsApi
{
    public static void MapStatistics(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/v2/models/stats", AllAsync).WithSummary("Triton's statistics of every model, summed over hosts.");
        routes.MapGet("/v2/models/{model}/stats", ModelAsync).WithSummary("Triton's statistics of a model.");
        routes.MapGet("/v2/models/{model}/versions/{version}/stats", ModelAsync).WithSummary("Triton's statistics of a version.");
    }

    private static async Task<JsonHttpResult<object>> AllAsync(RouteTable table, Grant grant, HostStatistics statistics, CancellationToken cancellationToken) =>
        ProtocolApi.Json(new { model_stats = await statistics.OfAsync(ProtocolApi.AllVersions(table, grant), cancellationToken) });

    private static async Task<JsonHttpResult<object>> ModelAsync(string model, string? version, RouteTable table, HostStatistics statistics, CancellationToken cancellationToken) =>
        ProtocolApi.Versions(model, version, table) is { } versions
            ? ProtocolApi.Json(new { model_stats = await statistics.OfAsync(versions, cancellationToken) })
            : ProtocolApi.Missing(model, version);
}
