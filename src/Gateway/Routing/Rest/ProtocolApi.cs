using Gateway.Hosts;
using Gateway.Routing.Routes;
using Gateway.Security;
using Gateway.Telemetry;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Gateway.Routing.Rest;

/// <summary>The parts of the Open Inference Protocol that the gateway answers itself.</summary>
internal static class ProtocolApi
{
    /// <summary>What hosts of ours speak, as far as it goes through, over both protocols.</summary>
    public static readonly string[] Extensions = ["classification", "schedule_policy", "model_configuration", "statistics"];

    private static readonly string[] OverRest = [.. Extensions, "binary_tensor_data", "half_precision_json", "v1_predict"];

    public static void MapProtocol(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/v2", Server).WithSummary("The server and its extensions.");
        routes.MapGet("/v2/health/live", Live).NeedsNothing().WithSummary("The process lives.");
        routes.MapGet("/v2/health/ready", Ready).NeedsNothing().WithSummary("Some model can answer.");
        routes.MapGet("/v2/models", Models).WithSummary("Names of models.");
        routes.MapGet("/v1/models", Models).WithSummary("Names of models.");
        routes.MapGet("/v1/models/{model}", Status).WithSummary("TensorFlow Serving's status of a model.");
        routes.MapGet("/v1/models/{model}/versions/{version}", Status).WithSummary("TensorFlow Serving's status of a version.");
        routes.MapGet("/v2/models/{model}/ready", ModelReady).WithSummary("The model can answer.");
        routes.MapGet("/v2/models/{model}/versions/{version}/ready", ModelReady).WithSummary("The version can answer.");
        routes.MapStatistics();
        routes.MapRepository();
        foreach (string kind in (string[])["systemsharedmemory", "cudasharedmemory"])
        {
            routes.Map($"/v2/{kind}/{{**rest}}", () => Json(new { error = "Shared memory is not spoken here; send the tensors themselves." }, 501));
        }
    }

    private static JsonHttpResult<object> Server() => Json(new { name = "gateway", version = TelemetryServices.Version, extensions = OverRest });

    private static JsonHttpResult<object> Live() => Json(new { live = true });

    private static JsonHttpResult<object> Ready(Readiness readiness, Grant grant)
    {
        IReadOnlyList<string> missing = readiness.Missing();
        return missing.Count == 0 ? Json(new { ready = true })
            : !(grant.May(Permission.View) && grant.Models.IsAll) ? Json(new { ready = false }, 503) // probes have no key, and the reasons name models
            : Json(new { ready = false, reason = string.Join(", ", missing) }, 503);
    }

    private static JsonHttpResult<object> Models(RouteTable table, Grant grant) => Json(new { models = table.Routes.Keys.Where(model => grant.Models.Includes(model)).Order(StringComparer.Ordinal) });

    private static JsonHttpResult<object> ModelReady(string model, string? version, RouteTable table, HostDirectory hosts)
    {
        if (Versions(model, version, table) is not { } versions)
        {
            return Missing(model, version);
        }

        bool ready = hosts.Ready(versions[0].Key) > 0;
        return Json(new { name = model, ready }, ready ? 200 : 503);
    }

    /// <summary>In the words of TensorFlow Serving and of KServe.</summary>
    private static JsonHttpResult<object> Status(string model, string? version, RouteTable table, HostDirectory hosts) => Versions(model, version, table) is not { } versions
        ? Missing(model, version)
        : Json(new
        {
            name = model,
            ready = hosts.Ready(versions[0].Key) > 0,
            model_version_status = versions.Select(known => new
            {
                version = known.Name,
                state = hosts.Ready(known.Key) > 0 ? "AVAILABLE" : "LOADING",
                status = new { error_code = "OK", error_message = "" },
            }),
        });

    /// <returns>The one that was asked for, or all with the baseline first; null: there is none.</returns>
    public static VersionRoute[]? Versions(string model, string? version, RouteTable table) => table.Find(model)?.Current is not { } snapshot ? null
        : version is null ? [snapshot.BaselineArm, .. Ordered(snapshot).Where(known => known != snapshot.BaselineArm)]
        : snapshot.Known.TryGetValue(version, out VersionRoute? only) ? [only] : null;

    public static VersionRoute[] AllVersions(RouteTable table, Grant grant) => [.. table.Routes.Values.Where(route => grant.Models.Includes(route.Current.Model)).SelectMany(route => Ordered(route.Current))];

    private static IEnumerable<VersionRoute> Ordered(RouteSnapshot snapshot) => snapshot.Known.Values.OrderBy(version => version.Name.Length).ThenBy(version => version.Name, StringComparer.Ordinal);

    public static JsonHttpResult<object> Missing(string model, string? version) =>
        Json(new { error = $"There is no {(version is null ? "" : $"version {version} of ")}model \"{model}\"." }, 404);

    /// <summary>Exactly this type: there are clients that read an error under no other.</summary>
    public static JsonHttpResult<object> Json(object value, int status = 200) => TypedResults.Json(value, statusCode: status, contentType: "application/json");
}
