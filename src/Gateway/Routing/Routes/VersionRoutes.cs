using System.Collections.Concurrent;
using Gateway.Core.Models;

namespace Gateway.Routing.Routes;

/// <summary>The one <see cref="VersionRoute"/> of each version.</summary>
internal sealed class VersionRoutes
{
    private readonly ConcurrentDictionary<VersionKey, VersionRoute> _routes = new();

    public VersionRoute Get(VersionKey key, bool plainHttp) => _routes.GetOrAdd(key, static (key, plainHttp) => new VersionRoute(key, plainHttp), plainHttp);

    public VersionRoute? Find(VersionKey key) => _routes.GetValueOrDefault(key);

    public ICollection<VersionRoute> All => _routes.Values;

    /// <summary>The version is gone: its series with it.</summary>
    public void Forget(VersionKey key)
    {
        if (_routes.TryRemove(key, out VersionRoute? route))
        {
            route.Forget();
        }
    }
}
