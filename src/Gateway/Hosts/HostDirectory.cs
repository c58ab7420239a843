using System.Collections.Immutable;
using Gateway.Core.Models;

namespace Gateway.Hosts;

/// <summary>Every host there is, as one immutable picture; written by Hosts, read by everyone above.</summary>
internal sealed class HostDirectory
{
    private ImmutableDictionary<VersionKey, ImmutableArray<HostView>> _hosts = ImmutableDictionary<VersionKey, ImmutableArray<HostView>>.Empty;

    /// <summary>Raised after a change, on the changer's thread: be quick.</summary>
    public event Action<VersionKey>? Changed;

    public ImmutableDictionary<VersionKey, ImmutableArray<HostView>> Hosts => Volatile.Read(ref _hosts);

    public ImmutableArray<HostView> Of(VersionKey version) => Hosts.TryGetValue(version, out var hosts) ? hosts : [];

    public int Ready(VersionKey version) => Of(version).Count(host => host.State == HostState.Ready);

    /// <summary>Replaces the hosts of one version; an empty list removes it.</summary>
    public void Publish(VersionKey version, ImmutableArray<HostView> hosts)
    {
        ImmutableInterlocked.Update(ref _hosts, all => hosts.IsEmpty ? all.Remove(version) : all.SetItem(version, hosts));
        Changed?.Invoke(version);
    }
}
