using Gateway.ModelHost.Sessions;

namespace Gateway.ModelHost.Endpoints.Rest;

/// <summary>What the older protocol (V1) tells of models, in the words of TensorFlow Serving and of KServe.</summary>
internal static class PredictEndpoints
{
    public static void MapPredict(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/v1/models", (ModelSet models) => Answers.Json(new { models = models.All.Select(model => model.File.Name).Distinct() }));
        routes.MapGet("/v1/models/{model}", Status);
        routes.MapGet("/v1/models/{model}/versions/{version}", Status);
    }

    private static IResult Status(string model, string? version, ModelSet models, Answers answers)
    {
        ServedModel[] versions = [.. models.Of(model).Where(served => version is null || served.File.Version == version)];
        return versions.Length == 0 ? answers.Refusal(Fault.UnknownModel, ModelCalls.Unknown(model, version)) : Answers.Json(new
        {
            name = model,
            ready = versions[^1].Ready is not null,
            model_version_status = versions.Select(served => new
            {
                version = served.File.Version,
                state = served.Ready is not null ? "AVAILABLE" : served.Failure is not null ? "END" : "LOADING",
                status = new { error_code = served.Failure is null ? "OK" : "UNKNOWN", error_message = served.Failure ?? "" },
            }),
        });
    }
}
