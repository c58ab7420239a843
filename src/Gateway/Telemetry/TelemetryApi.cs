using Gateway.Security;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Gateway.Telemetry;

/// <summary>Liveness, readiness and metrics on the admin port.</summary>
internal static class TelemetryApi
{
    public static void MapTelemetry(this IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder group = routes.MapGroup("").WithTags("health");
        group.MapGet("/healthz", Live).NeedsNothing().WithSummary("The process lives.");
        group.MapGet("/readyz", Ready).NeedsNothing().WithSummary("It should get traffic.");
        routes.MapDeepHealth();
        routes.MapScopedMetrics();
    }

    private static Ok<LiveAnswer> Live() => TypedResults.Ok(new LiveAnswer(true));

    private static JsonHttpResult<ReadyAnswer> Ready(Readiness readiness, Grant grant)
    {
        IReadOnlyList<string> missing = readiness.Missing();
        return TypedResults.Json(new ReadyAnswer(missing.Count == 0, Told(missing, grant)), statusCode: missing.Count == 0 ? 200 : 503);
    }

    /// <summary>Probes have no key, and the reasons name models.</summary>
    private static IReadOnlyList<string> Told(IReadOnlyList<string> missing, Grant grant) => grant.May(Permission.View) && grant.Models.IsAll ? missing : [];

    internal sealed record LiveAnswer(bool Live);

    internal sealed record ReadyAnswer(bool Ready, IReadOnlyList<string> WaitingFor);
}
