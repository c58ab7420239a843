using Gateway.ModelHost.Sessions;

namespace Gateway.ModelHost.Endpoints.Rest;

/// <summary>Triton's statistics extension.</summary>
internal static class StatisticsEndpoints
{
    public static void MapStatistics(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/v2/models/stats", (ModelSet models) => Of(models, models.All));
        routes.MapGet("/v2/models/{model}/stats", Model);
        routes.MapGet("/v2/models/{model}/versions/{version}/stats", Model);
    }

    private static IResult Model(string model, string? version, ModelSet models, Answers answers)
    {
        ServedModel[] versions = [.. models.Of(model).Where(served => version is null || served.File.Version == version)];
        return versions.Length > 0 ? Of(models, versions) : answers.Refusal(Fault.UnknownModel, ModelCalls.Unknown(model, version));
    }

    private static IResult Of(ModelSet models, IEnumerable<ServedModel> versions) => Answers.Json(MessageJson.Of(StatisticsMessage.Of(versions, models.Only)));
}
