using Gateway.Core.Models;
using Gateway.Hosts;
using Gateway.Telemetry;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Gateway.Routing;

/// <summary>The parts of the Open Inference Protocol that the gateway answers itself.</summary>
internal static class ProtocolApi
{
    public static void MapProtocol(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/v2", Server);
        routes.MapGet("/v2/health/live", Live);
        routes.MapGet("/v2/health/ready", Ready);
        routes.MapGet("/v2/models/{model}/ready", ModelReady);
        routes.MapGet("/v2/models/{model}/versions/{version}/ready", ModelReady);
        routes.MapPost("/v2/repository/index", Index);
        routes.MapPost("/v2/repository/models/{model}/{verb}", NotHere);
    }

    private static Ok<object> Server() => TypedResults.Ok<object>(new { name = "gateway", version = TelemetryServices.Version, extensions = Array.Empty<string>() });

    private static Ok<object> Live() => TypedResults.Ok<object>(new { live = true });

    private static JsonHttpResult<object> Ready(Readiness readiness)
    {
        bool ready = readiness.Missing().Count == 0;
        return TypedResults.Json<object>(new { ready }, statusCode: ready ? 200 : 503);
    }

    private static JsonHttpResult<object> ModelReady(string model, string? version, RouteTable table, HostDirectory hosts)
    {
        if (table.Find(model)?.Current is not { } snapshot || version is not null && !snapshot.Known.ContainsKey(version))
        {
            return TypedResults.Json<object>(new { error = $"There is no {(version is null ? "" : $"version {version} of ")}model \"{model}\"." }, statusCode: 404);
        }

        bool ready = hosts.Ready(new VersionKey(model, version ?? snapshot.BaselineArm.Name)) > 0;
        return TypedResults.Json<object>(new { name = model, ready }, statusCode: ready ? 200 : 503);
    }

    private static Ok<IEnumerable<object>> Index(RouteTable table, HostDirectory hosts) => TypedResults.Ok(
        IndexedVersion.All(table, hosts).Select(version => (object)new { name = version.Key.Model, version = version.Key.Version, state = version.State, reason = "" }));

    private static JsonHttpResult<object> NotHere() =>
        TypedResults.Json<object>(new { error = "Models are loaded and unloaded through the admin API." }, statusCode: 501);
}
