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

    private static IResult Of(IEnumerable<ServedModel> versions) => Answers.Json(new { model_stats = versions.Select(served => served.Statistics).OfType<ModelStatistics>().Select(Of) });

    private static object Of(ModelStatistics statistics) => new
    {
        name = statistics.Name,
        version = statistics.Version,
        last_inference = statistics.LastInference?.ToUnixTimeMilliseconds() ?? 0,
        inference_count = statistics.InferenceCount,
        execution_count = statistics.ExecutionCount,
        inference_stats = new
        {
            success = Of(statistics.Success),
            fail = Of(statistics.Fail),
            queue = Of(statistics.Queue),
            compute_input = Of(statistics.ComputeInput),
            compute_infer = Of(statistics.ComputeInfer),
            compute_output = Of(statistics.ComputeOutput),
            cache_hit = Of(default(StatisticDuration)),
            cache_miss = Of(default(StatisticDuration)),
        },
        response_stats = new { },
        batch_stats = statistics.Batches.Select(batch => new
        {
            batch_size = batch.Size,
            compute_input = Of(batch.ComputeInput),
            compute_infer = Of(batch.ComputeInfer),
            compute_output = Of(batch.ComputeOutput),
        }),
        memory_usage = Array.Empty<object>(),
    };

    private static object Of(StatisticDuration duration) => new { count = duration.Count, ns = duration.Nanoseconds };
}
