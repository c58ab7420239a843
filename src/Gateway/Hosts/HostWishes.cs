using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Net;
using Gateway.Core.Models;
using Gateway.Registry;
using Microsoft.Extensions.Options;

namespace Gateway.Hosts;

/// <summary>Which versions should have hosts now, and which hosts those are.</summary>
internal sealed class HostWishes
{
    private static readonly TimeSpan PinnedFor = TimeSpan.FromMinutes(10);
    private const int MostPinned = 1024;

    private readonly ModelCatalog _catalog;
    private readonly HostDemand _demand;
    private readonly GatewayOptions _options;
    private readonly TimeProvider _time;
    private readonly ConcurrentDictionary<VersionKey, long> _pinned = new();

    public HostWishes(ModelCatalog catalog, HostDemand demand, IOptions<GatewayOptions> options, TimeProvider time)
    {
        (_catalog, _demand, _options, _time) = (catalog, demand, options.Value, time);
        demand.Pinned += Pin;
    }

    /// <summary>Raised when a pinned version may need a start.</summary>
    public event Action? Changed;

    public IReadOnlySet<VersionKey> Versions()
    {
        foreach ((VersionKey key, long since) in _pinned)
        {
            if (_time.GetElapsedTime(since) > PinnedFor)
            {
                _pinned.TryRemove(key, out _);
            }
        }

        return _demand.Wanted.Union(_pinned.Keys).Union(_catalog.All.Where(version => version.HostCount is not null && version.State == VersionState.Ready).Select(version => version.Key));
    }

    /// <returns>How many hosts the version should have now.</returns>
    public int Wanted(VersionKey key) => _catalog.Find(key) is { } version && IsWanted(version)
        ? version.Source is VersionSource.Addresses addresses ? addresses.Hosts.Count : Count(version)
        : 0;

    /// <returns>Process hosts that the version should have; 0 for one that something else serves.</returns>
    public int Count(VersionRecord version) => version.Source is VersionSource.Artifact
        ? version.HostCount ?? _catalog.Settings(version.Key.Model).Document.Hosts ?? _options.HostCount
        : 0;

    /// <summary>Addresses of a version that something else serves; names of <c>+dns</c> are looked up.</summary>
    public static async Task<ImmutableArray<HostAddress>> AddressesAsync(VersionSource.Addresses source, CancellationToken cancellationToken)
    {
        var addresses = ImmutableArray.CreateBuilder<HostAddress>();
        foreach (string host in source.Hosts)
        {
            Uri rest = new(host);
            Uri? grpc = source.Grpc.TryGetValue(host, out string? also) ? new Uri(also) : null;
            if (!IsName(rest))
            {
                addresses.Add(new HostAddress(rest, grpc));
                continue;
            }

            foreach (IPAddress found in await Dns.GetHostAddressesAsync(rest.Host, cancellationToken))
            {
                addresses.Add(new HostAddress(At(rest, found), grpc is not null && IsName(grpc) ? At(grpc, found) : grpc));
            }
        }

        return addresses.ToImmutable();
    }

    /// <summary>As <see cref="Versions"/>, of one: a list of thousands asks for each.</summary>
    private bool IsWanted(VersionRecord version) => _demand.Wanted.Contains(version.Key)
        || _pinned.TryGetValue(version.Key, out long since) && _time.GetElapsedTime(since) <= PinnedFor
        || version is { HostCount: not null, State: VersionState.Ready };

    private static bool IsName(Uri uri) => uri.Scheme.EndsWith("+dns", StringComparison.Ordinal);

    private static Uri At(Uri name, IPAddress address) => new UriBuilder(name.Scheme[..^4], address.ToString(), name.Port).Uri;

    private void Pin(VersionKey version)
    {
        if (_pinned.Count < MostPinned || _pinned.ContainsKey(version))
        {
            bool known = _pinned.ContainsKey(version);
            _pinned[version] = _time.GetTimestamp();
            if (!known)
            {
                Changed?.Invoke();
            }
        }
    }
}
