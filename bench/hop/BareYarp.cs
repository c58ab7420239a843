using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.LoadBalancing;

namespace Gateway.Hop;

/// <summary>YARP as it comes, with a cluster of two and the gateway's own settings of server and client: what the gateway adds is the rest.</summary>
internal static class BareYarp
{
    public static async Task<int> RunAsync(int port, params string[] hosts)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(IPAddress.Loopback, port, listen => listen.Protocols = HttpProtocols.Http1);
        });
        builder.Services.AddReverseProxy()
            .LoadFromMemory([new RouteConfig { RouteId = "all", ClusterId = "hosts", Match = new RouteMatch { Path = "/{**path}" } }], [Cluster(hosts)])
            .AddTransforms(transforms => transforms.UseDefaultForwarders = false);
        await using WebApplication app = builder.Build();
        app.MapReverseProxy(proxy => proxy.UseLoadBalancing());
        await app.RunAsync();
        return 0;
    }

    private static ClusterConfig Cluster(string[] hosts) => new()
    {
        ClusterId = "hosts",
        LoadBalancingPolicy = LoadBalancingPolicies.PowerOfTwoChoices,
        HttpRequest = new ForwarderRequestConfig
        {
            ActivityTimeout = TimeSpan.FromHours(1),
            Version = HttpVersion.Version11,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        },
        Destinations = hosts.ToDictionary(host => host, host => new DestinationConfig { Address = host }),
    };
}
