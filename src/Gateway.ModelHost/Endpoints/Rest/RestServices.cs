using Gateway.ModelHost.Sessions;

namespace Gateway.ModelHost.Endpoints.Rest;

/// <summary>The REST half of the protocol.</summary>
internal static class RestServices
{
    public static void AddRest(this IServiceCollection services, RestOptions options)
    {
        services.AddRequestDecompression();
        services.AddSingleton(options.Triton ? Dialect.Triton : Dialect.Ours);
        services.AddSingleton<Answers>();
        services.AddSingleton<InferCall>();
        services.AddSingleton<PredictCall>();
        services.AddSingleton<ModelCalls>();
        services.AddSingleton<IRehearsal, RestRehearsal>();
    }

    /// <summary>Before routing.</summary>
    public static void UseRest(this WebApplication app)
    {
        Answers answers = app.Services.GetRequiredService<Answers>();
        app.UseStatusCodePages(status => answers.ExplainAsync(status.HttpContext));
        app.UseRequestDecompression();
    }

    public static void MapRest(this WebApplication app)
    {
        app.MapServer();
        app.MapModels();
        app.MapStatistics();
        app.MapRepository();
        app.MapModelControl();
        app.MapPredict();
        app.MapSharedMemory();
        app.Services.GetRequiredService<ModelCalls>().Map(app);
    }
}
