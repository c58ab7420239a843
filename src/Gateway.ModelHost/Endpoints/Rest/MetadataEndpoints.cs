using System.Reflection;
using Gateway.Core.Models;
using Gateway.ModelHost.Sessions;

namespace Gateway.ModelHost.Endpoints.Rest;

/// <summary>Health and metadata of the server and its models.</summary>
internal static class MetadataEndpoints
{
    public static string Build { get; } =
        typeof(MetadataEndpoints).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0";

    public static void MapMetadata(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/v2", () => new { name = "modelhost", version = Build, extensions = Array.Empty<string>() });
        routes.MapGet("/v2/health/live", () => new { live = true });
        routes.MapGet("/v2/health/ready", (ModelSet models) => Results.Json(new { ready = models.Ready }, statusCode: models.Ready ? 200 : 503));
        routes.MapGet("/v2/models/{model}", Model);
        routes.MapGet("/v2/models/{model}/versions/{version}", Model);
        routes.MapGet("/v2/models/{model}/ready", Ready);
        routes.MapGet("/v2/models/{model}/versions/{version}/ready", Ready);
    }

    private static IResult Model(string model, string? version, ModelSet models) => models.Find(model, version) switch
    {
        null => Missing(model, version),
        { Ready: { } ready } => Results.Json(new
        {
            name = model,
            versions = models.Versions(model),
            platform = "onnxruntime_onnx",
            inputs = ready.Model.Signature.Inputs.Select(Tensor),
            outputs = ready.Model.Signature.Outputs.Select(Tensor),
        }),
        var served => Results.Json(new { error = $"Version {served.File.Version} of {model} is not ready{(served.Failure is { } problem ? ": " + problem : " yet")}." }, statusCode: 503),
    };

    private static IResult Ready(string model, string? version, ModelSet models) => models.Find(model, version) is { } served
        ? Results.Json(new { name = model, ready = served.Ready is not null }, statusCode: served.Ready is not null ? 200 : 503)
        : Missing(model, version);

    private static object Tensor(TensorSpec spec) => new { name = spec.Name, datatype = spec.Datatype.Name(), shape = spec.Shape };

    private static IResult Missing(string model, string? version) =>
        Results.Json(new { error = $"There is no {(version is null ? "" : $"version {version} of ")}model \"{model}\"." }, statusCode: 404);
}
