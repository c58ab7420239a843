using Gateway.Routing.Limits;
using Gateway.Routing.Replays;

namespace Gateway.Routing.Routes;

/// <summary>The cell that requests read: one immutable snapshot, replaced whole.</summary>
internal sealed class ModelRoute(RouteSnapshot first)
{
    private RouteSnapshot _current = first;

    public RouteSnapshot Current => Volatile.Read(ref _current);

    /// <summary>Retries and rescues of the model draw on it.</summary>
    public ReplayBudget Budget { get; } = new();

    /// <summary>Every prediction of the model goes through it.</summary>
    public Bulkhead Bulkhead { get; } = new();

    public bool Replace(RouteSnapshot seen, RouteSnapshot next) =>
        ReferenceEquals(Interlocked.CompareExchange(ref _current, next, seen), seen);
}
