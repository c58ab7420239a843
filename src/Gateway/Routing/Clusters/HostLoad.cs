using System.Collections.Concurrent;
using Gateway.Hosts;
using Gateway.Routing.Routes;
using Yarp.ReverseProxy.Model;

namespace Gateway.Routing.Clusters;

/// <summary>Requests in flight per host as YARP counts them, over both protocols; remembers hosts that drain.</summary>
internal sealed class HostLoad : IHostLoad, IClusterChangeListener
{
    private readonly ConcurrentDictionary<string, DestinationState> _rest = new(), _grpc = new();

    public int InFlight(string hostId) => Of(hostId).Sum(destination => destination.ConcurrentRequestCount);

    public bool Ejected(string hostId) => Of(hostId).Any(destination => destination.Health.Passive == DestinationHealth.Unhealthy);

    public void OnClusterAdded(ClusterState cluster) => Remember(cluster);

    public void OnClusterChanged(ClusterState cluster) => Remember(cluster);

    public void OnClusterRemoved(ClusterState cluster)
    {
    }

    private IEnumerable<DestinationState> Of(string hostId) => new[] { _rest.GetValueOrDefault(hostId), _grpc.GetValueOrDefault(hostId) }.OfType<DestinationState>();

    /// <summary>Idle hosts that their cluster no longer has are forgotten, whenever some cluster changes.</summary>
    private void Remember(ClusterState cluster)
    {
        ConcurrentDictionary<string, DestinationState> destinations = VersionRoute.IsGrpc(cluster.ClusterId) ? _grpc : _rest;
        foreach (DestinationState destination in cluster.Destinations.Values)
        {
            destinations[destination.DestinationId] = destination;
        }

        string prefix = VersionRoute.VersionOf(cluster.ClusterId) + "/";
        foreach ((string id, DestinationState destination) in destinations)
        {
            if (id.StartsWith(prefix, StringComparison.Ordinal) && !cluster.Destinations.ContainsKey(id) && destination.ConcurrentRequestCount == 0)
            {
                destinations.TryRemove(id, out _);
            }
        }
    }
}
