using Gateway.Hosts;
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
        services.AddSingleton<VersionRoutes>();
        services.AddSingleton<AttemptPool>();
        services.AddSingleton<AttemptRunner>();
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
        routes.MapReverseProxy(proxy =>
        {
            proxy.UseMiddleware<PredictionMiddleware>();
            proxy.UseLoadBalancing();
        });
    }
}
