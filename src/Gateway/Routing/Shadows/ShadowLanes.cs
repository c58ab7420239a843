using System.Collections.Concurrent;
using Gateway.Core.Models;

namespace Gateway.Routing.Shadows;

/// <summary>The lane of each version that gets copies: one over all snapshots, so that its bounds hold.</summary>
internal sealed class ShadowLanes(IShadowSender sender, IHostApplicationLifetime lifetime)
{
    private const int Waiting = 256;
    private const int Workers = 8;

    private readonly ConcurrentDictionary<VersionKey, ShadowLane> _lanes = new();

    public ShadowLane Of(VersionKey candidate) => _lanes.GetOrAdd(candidate, _ => new ShadowLane(sender, Waiting, Workers, lifetime.ApplicationStopping));
}
