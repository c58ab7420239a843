using Microsoft.OpenApi;

namespace Gateway.Telemetry;

/// <summary>Two descriptions on one page: the admin API, and the prediction port.</summary>
internal static class OpenApi
{
    private const string Admin = "v1";
    private const string Prediction = "prediction";

    public static void AddOpenApi(this IServiceCollection services)
    {
        services.AddEndpointsApiExplorer();
        services.AddSwaggerGen(options =>
        {
            options.SwaggerDoc(Admin, new OpenApiInfo { Title = "Gateway admin API", Version = "v1" });
            options.SwaggerDoc(Prediction, new OpenApiInfo { Title = "Gateway predictions", Version = "v2", Description = "The Open Inference Protocol V2 over REST; the gRPC twin is inference.GRPCInferenceService." });
            options.DocInclusionPredicate((document, call) => PredictionPaths.Holds(call.RelativePath ?? "") == (document == Prediction));
            options.CustomSchemaIds(Name);
            options.OperationFilter<QueryParameters>();
            options.DocumentFilter<PredictionPaths>();
        });
    }

    /// <returns>Such as <c>Rollout</c>, <c>PageOfRollout</c>.</returns>
    private static string Name(Type type) =>
        type.IsGenericType ? $"{type.Name[..type.Name.IndexOf('`', StringComparison.Ordinal)]}Of{string.Concat(type.GetGenericArguments().Select(Name))}" : type.Name;

    /// <param name="predictions">Where the prediction port is, for whoever asks.</param>
    public static void UseOpenApi(this IApplicationBuilder admin, Func<HttpRequest, string> predictions)
    {
        admin.UseSwagger(options => options.PreSerializeFilters.Add((document, request) =>
        {
            if (document.Paths.Keys.Any(path => PredictionPaths.Holds(path.TrimStart('/'))))
            {
                document.Servers = [new OpenApiServer { Url = predictions(request) }];
            }
        }));
        admin.UseSwaggerUI(options =>
        {
            options.DocumentTitle = "Gateway";
            options.SwaggerEndpoint($"/swagger/{Admin}/swagger.json", "Admin API");
            options.SwaggerEndpoint($"/swagger/{Prediction}/swagger.json", "Predictions");
        });
    }
}
