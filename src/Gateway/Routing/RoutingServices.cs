using Gateway.Hosts;
using Gateway.Routing.Attempts;
using Gateway.Routing.Clusters;
using Gateway.Routing.Grpc;
using Gateway.Routing.Limits;
using Gateway.Routing.Rest;
using Gateway.Routing.Routes;
using Gateway.Routing.Shadows;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Health;
using Yarp.ReverseProxy.Model;

namespace Gateway.Routing;

/// <summary>The data plane: the prediction port.</summary>
internal static class RoutingServices
{
    public static void AddPredictions(this IServiceCollection services)
    {
        services.AddOptions<LimitsOptions>().BindConfiguration(LimitsOptions.Section);
        services.AddSingleton<RouteTable>();
        services.AddSingleton<CallerRoutes>();
        services.AddSingleton<VersionRoutes>();
        services.AddHostedService<SeriesLifetime>();
        services.AddSingleton<AttemptPool>();
        services.AddSingleton<AttemptRunner>();
        services.AddSingleton<MemoryLimit>();
        services.AddHostedService(provider => provider.GetRequiredService<MemoryLimit>());
        services.AddSingleton<Admission>();
        Refusals.Connections.Inc(0); // there from the start, so that the first refusal is an increase
        services.AddHealthChecks().AddCheck<MemoryHealth>("memory");
        services.AddSingleton<PredictionCourse>();
        services.AddSingleton<GatewayCalls>();
        services.AddSingleton<HealthCalls>();
        services.AddSingleton<StatisticsCall>();
        services.AddSingleton<HostTargets>();
        services.AddSingleton<HostStatistics>();
        services.AddSingleton<HostLoad>();
        services.AddSingleton<IHostLoad>(provider => provider.GetRequiredService<HostLoad>());
        services.AddSingleton<IClusterChangeListener>(provider => provider.GetRequiredService<HostLoad>());
        services.AddSingleton<HostClusters>();
        services.AddSingleton<IProxyConfigProvider>(provider => provider.GetRequiredService<HostClusters>());
        services.AddHostedService(provider => provider.GetRequiredService<HostClusters>());
        services.AddSingleton<IForwarderHttpClientFactory, HostClients>();
        services.AddSingleton<HostEjection>();
        services.AddSingleton<IPassiveHealthCheckPolicy>(provider => provider.GetRequiredService<HostEjection>());
        services.AddSingleton<IShadowSender, ShadowSender>();
        services.AddSingleton<ShadowLanes>();
        services.AddReverseProxy().AddTransforms<ForwardingRules>();
    }

    public static void MapPredictions(this IEndpointRouteBuilder routes)
    {
        routes.MapProtocol();
        routes.MapProxy();
    }

    public static void MapGrpcPredictions(this IEndpointRouteBuilder routes) => routes.MapProxy();

    /// <summary>The proxy has one pipeline, for both ports.</summary>
    private static void MapProxy(this IEndpointRouteBuilder routes) => routes.MapReverseProxy(proxy =>
    {
        proxy.Use(next =>
        {
            PredictionMiddleware rest = ActivatorUtilities.CreateInstance<PredictionMiddleware>(proxy.ApplicationServices, next);
            GrpcMiddleware grpc = ActivatorUtilities.CreateInstance<GrpcMiddleware>(proxy.ApplicationServices, next);
            return context => HttpProtocol.IsHttp2(context.Request.Protocol) ? grpc.InvokeAsync(context) : rest.InvokeAsync(context);
        });
        proxy.UseLoadBalancing();
    });
}
