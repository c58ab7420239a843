using System.Collections.Concurrent;
using System.Net;
using Gateway.Core.Models;

namespace Gateway.Hosts;

/// <summary>Bytes on the connections that carry requests, per host, for as long as the host is in the directory.</summary>
internal sealed class HostTraffic
{
    private readonly ConcurrentDictionary<Place, HostBytes> _bytes = new();

    public HostTraffic(HostDirectory directory) => directory.Changed += version => Forget(version, [.. directory.Of(version).Select(Place.Of)]);

    public HostBytes Of(HostView host) => _bytes.GetOrAdd(Place.Of(host), _ => new HostBytes());

    /// <param name="version">As the proxy calls it: <see cref="VersionKey.ToString"/>.</param>
    public HostBytes Of(string version, DnsEndPoint address) => _bytes.GetOrAdd(new Place(version, address.Host, address.Port), _ => new HostBytes());

    private void Forget(VersionKey version, HashSet<Place> present)
    {
        string name = version.ToString();
        foreach (Place place in _bytes.Keys.Where(place => place.Version == name && !present.Contains(place)))
        {
            _bytes.TryRemove(place, out _);
        }
    }

    private readonly record struct Place(string Version, string Host, int Port)
    {
        public static Place Of(HostView host) => new(host.Version.ToString(), host.Address.IdnHost, host.Address.Port);
    }
}
