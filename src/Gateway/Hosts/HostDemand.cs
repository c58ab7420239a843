using System.Collections.Immutable;
using Gateway.Core.Models;

namespace Gateway.Hosts;

/// <summary>Which versions need hosts: Rollouts says which always, a pinned request asks for a while.</summary>
internal sealed class HostDemand
{
    private ImmutableHashSet<VersionKey> _wanted = [];

    /// <summary>Versions with weight, in a live rollout or kept warm.</summary>
    public ImmutableHashSet<VersionKey> Wanted => Volatile.Read(ref _wanted);

    /// <summary>Raised after a change.</summary>
    public event Action? Changed;

    /// <summary>Versions asked for by a pinned request, with the time after which they may stop.</summary>
    public event Action<VersionKey>? Pinned;

    public void Replace(ImmutableHashSet<VersionKey> wanted)
    {
        if (!Interlocked.Exchange(ref _wanted, wanted).SetEquals(wanted))
        {
            Changed?.Invoke();
        }
    }

    /// <summary>A pinned request came for a version: it has hosts until ten idle minutes have passed.</summary>
    public void Pin(VersionKey version) => Pinned?.Invoke(version);
}
