using Microsoft.AspNetCore.Http.HttpResults;
using Prometheus;

namespace Gateway.Telemetry;

/// <summary>Liveness, readiness and metrics on the admin port.</summary>
internal static class TelemetryApi
{
    public static void MapTelemetry(this IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder group = routes.MapGroup("").WithTags("health");
        group.MapGet("/healthz", Live);
        group.MapGet("/readyz", Ready);
        routes.MapDeepHealth();
        routes.MapMetrics();
    }

    private static Ok<LiveAnswer> Live() => TypedResults.Ok(new LiveAnswer(true));

    private static JsonHttpResult<ReadyAnswer> Ready(Readiness readiness)
    {
        IReadOnlyList<string> missing = readiness.Missing();
        return TypedResults.Json(new ReadyAnswer(missing.Count == 0, missing), statusCode: missing.Count == 0 ? 200 : 503);
    }

    internal sealed record LiveAnswer(bool Live);

    internal sealed record ReadyAnswer(bool Ready, IReadOnlyList<string> WaitingFor);
}
