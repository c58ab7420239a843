using System.Collections.Frozen;

namespace Gateway.Routing.Routes;

/// <summary>Every model's route; rebuilt only when a model comes or goes.</summary>
internal sealed class RouteTable
{
    private readonly Lock _changes = new();
    private FrozenDictionary<string, ModelRoute> _routes = FrozenDictionary<string, ModelRoute>.Empty;

    public IReadOnlyDictionary<string, ModelRoute> Routes => Volatile.Read(ref _routes);

    public ModelRoute? Find(string model) => Volatile.Read(ref _routes).GetValueOrDefault(model);

    /// <summary>The same without a string for the name.</summary>
    public ModelRoute? Find(ReadOnlySpan<char> model) =>
        Volatile.Read(ref _routes) is { Count: > 0 } routes && routes.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(model, out ModelRoute? route) ? route : null;

    /// <summary>Adds a model, or gives back its route when it is there already.</summary>
    public ModelRoute Add(string model, RouteSnapshot first)
    {
        lock (_changes)
        {
            if (_routes.TryGetValue(model, out ModelRoute? route))
            {
                return route;
            }

            route = new ModelRoute(first);
            Volatile.Write(ref _routes, _routes.Append(KeyValuePair.Create(model, route)).ToFrozenDictionary(StringComparer.Ordinal));
            return route;
        }
    }

    /// <summary>Adds many at once: the table is built one time.</summary>
    public void AddAll(IEnumerable<RouteSnapshot> snapshots)
    {
        lock (_changes)
        {
            Dictionary<string, ModelRoute> routes = new(_routes, StringComparer.Ordinal);
            foreach (RouteSnapshot snapshot in snapshots)
            {
                routes.TryAdd(snapshot.Model, new ModelRoute(snapshot));
            }

            Volatile.Write(ref _routes, routes.ToFrozenDictionary(StringComparer.Ordinal));
        }
    }

    public void Remove(string model)
    {
        lock (_changes)
        {
            Volatile.Write(ref _routes, _routes.Where(route => route.Key != model).ToFrozenDictionary(StringComparer.Ordinal));
        }
    }
}
