using Gateway.Analysis;
using Gateway.Api;
using Gateway.Contracts;
using Gateway.Demo;
using Gateway.Hosts;
using Gateway.Journal;
using Gateway.Notifications;
using Gateway.Registry;
using Gateway.Rollouts;
using Gateway.Routing;
using Gateway.Storage.Sqlite;
using Gateway.Telemetry;

namespace Gateway;

/// <summary>The list of features: what is added, and which port maps what.</summary>
internal static class Composition
{
    public static WebApplication Build(CommandLine commandLine)
    {
        Settings.RequireFiles(AppContext.BaseDirectory, commandLine);
        WebApplicationBuilder builder = WebApplication.CreateBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.AddSettings(commandLine);
        builder.AddTelemetry(quiet: commandLine.Demo);
        builder.AddListeners();
        builder.Services.ConfigureHttpJsonOptions(json => ContractJson.Configure(json.SerializerOptions));
        AddFeatures(builder.Services);
        if (commandLine.Demo)
        {
            builder.Services.AddDemo(new DemoOptions(commandLine.Exit, Path.GetFullPath(commandLine.DemoSamples ?? DemoOptions.Beside)));
        }

        WebApplication app = builder.Build();
        app.MapWhen(Listener.Rest.Took, MapPrediction);
        app.MapWhen(Listener.Grpc.Took, MapGrpc);
        app.MapWhen(Listener.Admin.Took, MapAdmin);
        return app;
    }

    private static void AddFeatures(IServiceCollection services)
    {
        services.AddOpenApi();
        services.AddApi();
        services.AddSqlite();
        services.AddNotifications();
        services.AddRegistry();
        services.AddHosts();
        services.AddPredictions();
        services.AddAnalysis();
        services.AddRollouts();
    }

    private static void MapAdmin(IApplicationBuilder admin)
    {
        admin.UseProblemAnswers();
        admin.UseHead();
        admin.UseApi();
        admin.UseRouting();
        admin.UseEndpoints(routes =>
        {
            routes.MapTelemetry();
            routes.MapAddresses();
            routes.MapJournal();
            routes.MapAudit();
            routes.MapRegistry();
            routes.MapHosts();
            routes.MapTry();
            routes.MapStats();
            routes.MapRollouts();
        });
        admin.UseOpenApi(AddressesApi.Rest);
    }

    private static void MapPrediction(IApplicationBuilder prediction)
    {
        prediction.UseHead(passes: PredictionPath.IsForeign);
        prediction.UseRouting();
        prediction.UseEndpoints(routes => routes.MapPredictions());
    }

    private static void MapGrpc(IApplicationBuilder grpc)
    {
        grpc.UseRouting();
        grpc.UseEndpoints(routes => routes.MapGrpcPredictions());
    }
}
