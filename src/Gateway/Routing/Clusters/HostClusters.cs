using System.Threading.Channels;
using Gateway.Core.Models;
using Gateway.Hosts;
using Gateway.Routing.Routes;
using Gateway.Telemetry;
using Microsoft.Extensions.Primitives;
using Yarp.ReverseProxy;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Health;
using Yarp.ReverseProxy.LoadBalancing;
using Yarp.ReverseProxy.Model;

namespace Gateway.Routing.Clusters;

/// <summary>A YARP cluster per protocol for each version with a host that takes traffic. Weights never come here; only hosts do.</summary>
internal sealed class HostClusters(HostDirectory directory, HostTargets targets, IServiceProvider services, TimeProvider time, ILogger<HostClusters> logger) : BackgroundService, IProxyConfigProvider
{
    private const string Nobody = "nobody";

    private static readonly RouteConfig Everything = new()
    {
        RouteId = "everything",
        ClusterId = Nobody,
        Match = new RouteMatch { Path = "/{**path}" },
        Order = int.MaxValue,
    };

    private static readonly ForwarderRequestConfig Forwarding = new()
    {
        ActivityTimeout = TimeSpan.FromHours(1), // the model's timeout is ours to keep
        Version = System.Net.HttpVersion.Version11,
        VersionPolicy = HttpVersionPolicy.RequestVersionExact,
    };

    private static readonly ForwarderRequestConfig GrpcForwarding = Forwarding with { Version = System.Net.HttpVersion.Version20 };

    /// <summary>With every host failing there is nothing to choose from, so all of them stay.</summary>
    private static readonly HealthCheckConfig Ejecting = new()
    {
        Passive = new PassiveHealthCheckConfig { Enabled = true, Policy = HostEjection.PolicyName, ReactivationPeriod = HostEjection.First },
        AvailableDestinationsPolicy = HealthCheckConstants.AvailableDestinations.HealthyOrPanic,
    };

    private readonly Channel<bool> _changes = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private Config _config = new([]);

    public IProxyConfig GetConfig() => Volatile.Read(ref _config);

    /// <summary>The proxy knows a host of the version by now.</summary>
    public bool Reaches(VersionKey version) =>
        services.GetRequiredService<IProxyStateLookup>().TryGetCluster(VersionRoute.ClusterOf(version), out ClusterState? cluster)
        && cluster.DestinationsState.AvailableDestinations.Count > 0;

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        directory.Changed += Wake;
        return base.StartAsync(cancellationToken);
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => this.LastAsync(RunAsync, time, logger, stoppingToken);

    private async Task RunAsync(CancellationToken stoppingToken)
    {
        Wake(default);
        await foreach (bool _ in _changes.Reader.ReadAllAsync(stoppingToken))
        {
            Apply();
        }
    }

    private void Wake(VersionKey version) => _changes.Writer.TryWrite(true);

    private void Apply()
    {
        List<HostView> hosts = [.. directory.Hosts.Values.SelectMany(hosts => hosts)];
        targets.Replace(hosts);
        Config next = new([.. hosts.Where(host => host.State == HostState.Ready).GroupBy(host => host.Version).SelectMany(Clusters)]);
        Interlocked.Exchange(ref _config, next).Changed();
        targets.Keep(hosts.Select(host => host.Id).ToHashSet());
    }

    private static IEnumerable<ClusterConfig> Clusters(IGrouping<VersionKey, HostView> hosts)
    {
        yield return Cluster(VersionRoute.ClusterOf(hosts.Key), Forwarding, hosts, host => host.Address);
        if (hosts.Any(host => host.GrpcAddress is not null))
        {
            yield return Cluster(VersionRoute.GrpcClusterOf(hosts.Key), GrpcForwarding, hosts.Where(host => host.GrpcAddress is not null), host => host.GrpcAddress!);
        }
    }

    private static ClusterConfig Cluster(string id, ForwarderRequestConfig forwarding, IEnumerable<HostView> hosts, Func<HostView, Uri> address) => new()
    {
        ClusterId = id,
        LoadBalancingPolicy = LoadBalancingPolicies.PowerOfTwoChoices,
        HttpRequest = forwarding,
        HealthCheck = Ejecting,
        Destinations = hosts.ToDictionary(host => host.Id, host => new DestinationConfig { Address = address(host).AbsoluteUri }),
    };

    private sealed class Config(IReadOnlyList<ClusterConfig> clusters) : IProxyConfig, IDisposable
    {
        private readonly CancellationTokenSource _changed = new();

        public IReadOnlyList<RouteConfig> Routes { get; } = [Everything];

        public IReadOnlyList<ClusterConfig> Clusters { get; } = [new ClusterConfig { ClusterId = Nobody }, .. clusters];

        public IChangeToken ChangeToken => new CancellationChangeToken(_changed.Token);

        public void Changed() => _changed.Cancel();

        public void Dispose() => _changed.Dispose();
    }
}
