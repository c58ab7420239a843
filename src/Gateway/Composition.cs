using Gateway.Analysis;
using Gateway.Api;
using Gateway.Contracts;
using Gateway.Dashboard;
using Gateway.Demo;
using Gateway.Handover;
using Gateway.Hooks;
using Gateway.Hosts;
using Gateway.Journal;
using Gateway.Notifications;
using Gateway.Passports;
using Gateway.Registry;
using Gateway.Rollouts;
using Gateway.Routing;
using Gateway.Routing.Clusters;
using Gateway.Routing.Grpc;
using Gateway.Routing.Rest;
using Gateway.Security;
using Gateway.Security.Keys;
using Gateway.Security.Tls;
using Gateway.Storage.Sqlite;
using Gateway.Storage.Sqlite.Backups;
using Gateway.Telemetry;
using Gateway.Telemetry.Access;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.Extensions.Options;

namespace Gateway;

/// <summary>The list of features: what is added, and which port maps what.</summary>
internal static class Composition
{
    public static async Task<WebApplication> BuildAsync(CommandLine commandLine)
    {
        Settings.RequireFiles(AppContext.BaseDirectory, commandLine);
        WebApplicationBuilder builder = WebApplication.CreateBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.WebHost.UseStaticWebAssets(); // where it was built, packages' assets lie with the packages
        builder.WebHost.UseSetting("ReloadStaticAssetsAtRuntime", "false"); // and a route for all paths would make 404 of 405
        builder.AddSettings(commandLine);
        builder.AddTelemetry(quiet: commandLine.Demo);
        builder.AddTraces(of: context => !Listener.Admin.Took(context));
        builder.AddListeners(commandLine.Takeover);
        builder.Services.ConfigureHttpJsonOptions(json => ContractJson.Configure(json.SerializerOptions));
        AddFeatures(builder.Services);
        if (commandLine.Demo)
        {
            builder.Services.AddDemo(new DemoOptions(commandLine.Exit, Path.GetFullPath(commandLine.DemoSamples ?? DemoOptions.Beside)));
        }

        WebApplication app = builder.Build();
        if (app.Services.GetService<Predecessor>() is { } predecessor)
        {
            await predecessor.EndAsync(); // what is mapped opens the data directory
        }

        app.Use(app.Services.GetRequiredService<Drain>().Before);
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
        services.AddSecurity();
        services.AddAccessLog();
        services.AddNotifications();
        services.AddRegistry();
        services.AddBackups();
        services.AddHosts();
        services.AddPredictions();
        services.AddAnalysis();
        services.AddRollouts();
        services.AddPassports();
        services.AddHooks();
        services.AddDashboard(
            keys: provider => Path.Combine(provider.GetRequiredService<IOptions<GatewayOptions>>().Value.DataDirectory, "cookies"),
            admin: provider => Listeners.Own(provider.GetRequiredService<IServer>()),
            own: (provider, certificate) => provider.GetRequiredService<ListenerTls>().IsOwn(certificate));
        services.AddHostedService<Succession>(); // behind the database: the data directory is this one's by now
        services.AddHostedService<HostsFirst>(); // last of all: the server accepts next
    }

    private static void MapAdmin(IApplicationBuilder admin)
    {
        admin.UseSecurityHeaders();
        admin.UseProblemAnswers();
        admin.UseHead();
        admin.UseRequestIds();
        admin.UseRouting();
        admin.UseAdminGate();
        admin.UseApi();
        admin.UseDashboard();
        admin.UseEndpoints(routes =>
        {
            routes.MapTelemetry();
            routes.MapAddresses();
            routes.MapJournal();
            routes.MapKeys();
            routes.MapIdentity();
            routes.MapAudit();
            routes.MapRegistry();
            routes.MapHosts();
            routes.MapTry();
            routes.MapStats();
            routes.MapRollouts();
            routes.MapBackups();
            routes.MapPassports();
            routes.MapHooks();
            routes.MapDashboard(open: Needs.Nothing);
        });
        admin.UseOpenApi(AddressesApi.Rest);
    }

    private static void MapPrediction(IApplicationBuilder prediction)
    {
        prediction.UseAccessLog();
        prediction.UseHead(passes: PredictionPath.IsForeign);
        prediction.UseRouting();
        prediction.UsePredictionGate(_ => Needs.Predict, PredictionErrors.RefuseAsync);
        prediction.UseEndpoints(routes => routes.MapPredictions());
    }

    private static void MapGrpc(IApplicationBuilder grpc)
    {
        grpc.UseAccessLog();
        grpc.UseRouting();
        grpc.UsePredictionGate(GrpcMethod.Needs, GrpcProtocol.RefuseAsync);
        grpc.UseEndpoints(routes => routes.MapGrpcPredictions());
    }
}
