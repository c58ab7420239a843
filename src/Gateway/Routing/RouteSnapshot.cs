using System.Collections.Immutable;
using Gateway.Core.Routing;

namespace Gateway.Routing;

/// <summary>Everything a request needs to know of its model's traffic: immutable, read once per request.</summary>
/// <param name="Model">The model's name.</param>
/// <param name="Generation">Of the model's traffic; grows with every change.</param>
/// <param name="Baseline">The version that rescues.</param>
/// <param name="Versions">In the order of <see cref="TrafficSplit.Weights"/>.</param>
/// <param name="Split">Weights in basis points, seeded per snapshot.</param>
/// <param name="Rules">First match wins; a match is an assignment <c>forced</c>.</param>
/// <param name="Settings">The model's settings that the request path needs.</param>
/// <param name="Run">The rollout that chose these weights, if one is live.</param>
/// <param name="Observer">Told of every attempt that this snapshot assigned.</param>
internal sealed record RouteSnapshot(
    string Model,
    long Generation,
    string Baseline,
    ImmutableArray<string> Versions,
    TrafficSplit Split,
    ImmutableArray<HeaderRule> Rules,
    RouteSettings Settings,
    RouteRun? Run,
    IRequestObserver Observer)
{
    private long _places = -1;

    /// <summary>The next place of this snapshot: only requests without key, pin or rule take one.</summary>
    public long TakePlace() => Interlocked.Increment(ref _places);
}
