using System.Reflection;
using Gateway.ModelHost.Sessions;

namespace Gateway.ModelHost.Endpoints.Rest;

/// <summary>Health and metadata of the server.</summary>
internal static class ServerEndpoints
{
    private static readonly string[] Reading = ["GET", "HEAD"];

    public static string Build { get; } =
        typeof(ServerEndpoints).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0";

    public static void MapServer(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/v2", (Answers answers) => Answers.Json(new { name = answers.Dialect.ServerName, version = Build, extensions = Extensions.OverRest }));
        routes.MapMethods("/v2/health/live", Reading, () => Answers.Json(new { live = true }));
        routes.MapMethods("/v2/health/ready", Reading, Ready);
    }

    private static IResult Ready(ModelSet models, Answers answers) => models.Ready
        ? Answers.Json(new { ready = true })
        : Answers.Json(new { ready = false, reason = Reason(models) }, answers.Dialect.Status(Fault.NotReadyProbed));

    private static string Reason(ModelSet models) => models.All.FirstOrDefault(model => model.Ready is null) is { } missing ? ModelCalls.NotReady(missing) : "The host starts or ends.";
}
