using Gateway.ModelHost.Sessions;

namespace Gateway.ModelHost.Endpoints.Rest;

/// <summary>Triton's statistics extension.</summary>
internal static class StatisticsEndpoints
{
    public static void MapStatistics(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/v2/models/stats", (ModelSet models) => Of(models.All));
        routes.MapGet("/v2/models/{model}/stats", (string model, ModelSet models, Answers answers) => Model(models.Of(model), model, null, answers));
        routes.MapGet("/v2/models/{model}/versions/{version}/stats", (string model, string version, ModelSet models, Answers answers) =>
            Model(models.Of(model).Where(served => served.File.Version == version), model, version, answers));
    }

    private static IResult Model(IEnumerable<ServedModel> versions, string model, string? version, Answers answers) =>
        versions.Any() ? Of(versions) : answers.Refusal(Fault.UnknownModel, ModelCalls.Unknown(model, version));

    private static IResult Of(IEnumerable<ServedModel> versions) => Answers.Json(MessageJson.Of(StatisticsMessage.Of(versions)));
}
