using System.Collections.Frozen;
using System.Collections.Immutable;
using Gateway.Core.Routing;
using Gateway.Routing.Shadows;

namespace Gateway.Routing.Routes;

/// <summary>Everything a request needs to know of its model's traffic: immutable, read once per request.</summary>
/// <param name="Model">The model's name.</param>
/// <param name="Generation">Of the model's traffic; grows with every change.</param>
/// <param name="Arms">In the order of <see cref="TrafficSplit.Weights"/>.</param>
/// <param name="Baseline">Index of the arm that rescues.</param>
/// <param name="Split">Weights in basis points, seeded per snapshot.</param>
/// <param name="Rules">First match wins; a match is an assignment <c>forced</c>.</param>
/// <param name="Known">Every version that may be pinned, by name.</param>
/// <param name="Settings">The model's settings that the request path needs.</param>
/// <param name="Run">The rollout that chose these weights, if one is live.</param>
/// <param name="Observer">Told of every attempt that this snapshot assigned.</param>
internal sealed record RouteSnapshot(
    string Model,
    long Generation,
    ImmutableArray<VersionRoute> Arms,
    int Baseline,
    TrafficSplit Split,
    ImmutableArray<HeaderRule> Rules,
    FrozenDictionary<string, VersionRoute> Known,
    RouteSettings Settings,
    RouteRun? Run,
    IRequestObserver Observer)
{
    private readonly StickyArms _sticky = StickyArms.Of(Arms, Split, Run?.Candidate);
    private long _places = -1;

    /// <summary>Copies go to a candidate; null: none do.</summary>
    public RouteMirror? Mirror { get; init; }

    public VersionRoute BaselineArm => Arms[Baseline];

    /// <summary>The next place of this snapshot: only requests without key, pin or rule take one.</summary>
    public VersionRoute Next() => Arms[Split.Pick(Interlocked.Increment(ref _places))];

    public VersionRoute Sticky(ulong hash) => Arms[_sticky.Pick(hash)];

    /// <returns>Basis points of that version; 0: it gets nothing by weight.</returns>
    public int Weight(string version)
    {
        int weight = 0;
        for (int arm = 0; arm < Arms.Length; arm++)
        {
            weight += Arms[arm].Name == version ? Split.Weights[arm] : 0;
        }

        return weight;
    }

    public bool IsCandidate(VersionRoute arm) => Run is { Latched: false } run && run.Candidate == arm.Name;

    /// <summary>The candidate's keys come first, so that a growing weight keeps the users it has.</summary>
    private sealed record StickyArms(int[] Order, int[] Weights)
    {
        public static StickyArms Of(ImmutableArray<VersionRoute> arms, TrafficSplit split, string? candidate)
        {
            int[] order = [.. Enumerable.Range(0, arms.Length).OrderBy(arm => arms[arm].Name == candidate ? 0 : 1)];
            return new StickyArms(order, [.. order.Select(arm => split.Weights[arm])]);
        }

        public int Pick(ulong hash) => Order[StickyBuckets.Pick(Weights, hash)];
    }
}
