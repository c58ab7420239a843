using System.Collections.Concurrent;
using System.Net;
using Gateway.Core.Models;

namespace Gateway.Hosts;

/// <summary>Bytes on the connections that carry requests, per host, for as long as the host is in the directory.</summary>
internal sealed class HostTraffic
{
    private readonly ConcurrentDictionary<Place, HostBytes> _bytes = new();

    private readonly HostDirectory _directory;

    public HostTraffic(HostDirectory directory)
    {
        _directory = directory;
        directory.Changed += version => Forget(version, [.. directory.Of(version).Select(Place.Of)]);
    }

    public HostBytes Of(HostView host) => _bytes.GetOrAdd(Place.Of(host), _ => new HostBytes());

    /// <param name="version">As the proxy calls it: <see cref="VersionKey.ToString"/>.</param>
    /// <param name="address">Of one of its hosts, for either protocol.</param>
    public HostBytes Of(string version, DnsEndPoint address) => _directory.Hosts.Values.SelectMany(hosts => hosts).FirstOrDefault(host => host.Version.ToString() == version && Is(host.GrpcAddress, address)) is { } host
        ? Of(host)
        : _bytes.GetOrAdd(new Place(version, address.Host, address.Port), _ => new HostBytes());

    private static bool Is(Uri? uri, DnsEndPoint address) => uri is not null && uri.IdnHost == address.Host && uri.Port == address.Port;

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
