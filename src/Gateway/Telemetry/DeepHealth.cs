using Gateway.Contracts;
using Gateway.Security;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Gateway.Telemetry;

/// <summary>What works and what does not, part by part: for people. Probes ask <c>/healthz</c> and <c>/readyz</c>.</summary>
internal static class DeepHealth
{
    public static void MapDeepHealth(this IEndpointRouteBuilder routes) => routes.MapHealthChecks("/api/v1/health", new HealthCheckOptions { ResponseWriter = WriteAsync }).Needs(Permission.View, everyModel: true);

    /// <summary>A check says in its description what it saw; an exception's text stays in the log.</summary>
    private static Task WriteAsync(HttpContext context, HealthReport report) => context.Response.WriteAsJsonAsync(
        new Health(Word(report.Status), [.. report.Entries.Select(part => new HealthPart(part.Key, Word(part.Value.Status), part.Value.Description ?? "It could not be looked at; the log says why."))]),
        ContractJson.Options, "application/json", context.RequestAborted);

    private static string Word(HealthStatus status) => status switch { HealthStatus.Healthy => "healthy", HealthStatus.Degraded => "degraded", _ => "unhealthy" };
}
