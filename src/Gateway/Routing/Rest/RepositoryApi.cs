using System.Text.Json;
using Gateway.Hosts;
using Gateway.Routing.Routes;
using Gateway.Security;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Gateway.Routing.Rest;

/// <summary>Triton's model repository extension: versions are listed here, and changed through the admin API.</summary>
internal static class RepositoryApi
{
    public static void MapRepository(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/v2/repository/index", IndexAsync).WithSummary("Versions that may be asked.");
        routes.MapPost("/v2/repository/models/{model}/{verb}", NotHere).WithSummary("501: versions are pushed and rolled out at the admin port.");
    }

    private static async Task<JsonHttpResult<object>> IndexAsync(HttpRequest request, RouteTable table, HostDirectory hosts, Grant grant, CancellationToken cancellationToken)
    {
        bool readyOnly;
        try
        {
            readyOnly = request.ContentLength is not (null or 0) && await JsonSerializer.DeserializeAsync<IndexRequest>(request.Body, JsonSerializerOptions.Web, cancellationToken) is { Ready: true };
        }
        catch (JsonException)
        {
            return ProtocolApi.Json(new { error = "The body must be empty or {\"ready\":true}." }, 400);
        }

        return ProtocolApi.Json(
            from version in IndexedVersion.All(table, hosts, grant)
            where version.Ready || !readyOnly
            select new { name = version.Key.Model, version = version.Key.Version, state = version.State, reason = "" });
    }

    private static JsonHttpResult<object> NotHere() => ProtocolApi.Json(new { error = "Models are loaded and unloaded through the admin API." }, 501);

    private sealed record IndexRequest(bool Ready);
}
