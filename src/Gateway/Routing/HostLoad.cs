using System.Collections.Concurrent;
using Gateway.Hosts;
using Yarp.ReverseProxy.Model;

namespace Gateway.Routing;

/// <summary>Requests in flight per host as YARP counts them; remembers hosts that drain.</summary>
internal sealed class HostLoad : IHostLoad, IClusterChangeListener
{
    private readonly ConcurrentDictionary<string, DestinationState> _destinations = new();

    public int InFlight(string hostId) => _destinations.TryGetValue(hostId, out DestinationState? destination) ? destination.ConcurrentRequestCount : 0;

    public bool Ejected(string hostId) => _destinations.TryGetValue(hostId, out DestinationState? destination) && destination.Health.Passive == DestinationHealth.Unhealthy;

    public void OnClusterAdded(ClusterState cluster) => Remember(cluster);

    public void OnClusterChanged(ClusterState cluster) => Remember(cluster);

    public void OnClusterRemoved(ClusterState cluster)
    {
    }

    /// <summary>Idle hosts that their cluster no longer has are forgotten, whenever some cluster changes.</summary>
    private void Remember(ClusterState cluster)
    {
        foreach (DestinationState destination in cluster.Destinations.Values)
        {
            _destinations[destination.DestinationId] = destination;
        }

        string prefix = cluster.ClusterId + "/";
        foreach ((string id, DestinationState destination) in _destinations)
        {
            if (id.StartsWith(prefix, StringComparison.Ordinal) && !cluster.Destinations.ContainsKey(id) && destination.ConcurrentRequestCount == 0)
            {
                _destinations.TryRemove(id, out _);
            }
        }
    }
}
