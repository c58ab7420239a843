using System.Collections.Frozen;

namespace Gateway.Routing;

/// <summary>Every model's route; rebuilt only when a model comes or goes.</summary>
internal sealed class RouteTable
{
    private readonly Lock _changes = new();
    private FrozenDictionary<string, ModelRoute> _routes = FrozenDictionary<string, ModelRoute>.Empty;

    public IReadOnlyDictionary<string, ModelRoute> Routes => Volatile.Read(ref _routes);

    public ModelRoute? Find(string model) => Volatile.Read(ref _routes).GetValueOrDefault(model);

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

    public void Remove(string model)
    {
        lock (_changes)
        {
            Volatile.Write(ref _routes, _routes.Where(route => route.Key != model).ToFrozenDictionary(StringComparer.Ordinal));
        }
    }
}
