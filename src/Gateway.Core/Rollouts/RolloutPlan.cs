using System.Collections.Immutable;
using Gateway.Core.Analysis;
using Gateway.Core.Models;
using Gateway.Core.Routing;

namespace Gateway.Core.Rollouts;

/// <summary>What a rollout set out to do: resolved when it starts, never touched by a policy's change.</summary>
/// <param name="Guards">Frozen latency limits are filled in as soon as the baseline's quantile is known.</param>
/// <param name="MaxDuration">Of the whole run; then it is held.</param>
public sealed record RolloutPlan(
    VersionKey Baseline,
    VersionKey Candidate,
    Strategy Strategy,
    ImmutableArray<Step> Steps,
    Bake Bake,
    GuardSet Guards,
    OnInconclusive OnInconclusive,
    bool Rescue,
    TimeSpan MaxDuration)
{
    /// <summary>Judged on copies while the candidate gets some; limits only.</summary>
    public GuardSet? ShadowGuards { get; init; }

    /// <summary>Answers that differ by at most so much, relatively, agree.</summary>
    public double Tolerance { get; init; } = 0.001;

    /// <summary>Judged in the bake only, besides the others.</summary>
    public GuardSet? BakeGuards { get; init; }

    public static readonly TimeSpan PrepareDeadline = TimeSpan.FromMinutes(5);
    public static readonly TimeSpan DrainDeadline = TimeSpan.FromMinutes(2);

    /// <summary>How much longer than its duration a bake may wait for evidence.</summary>
    public static readonly TimeSpan BakeDeadline = TimeSpan.FromHours(24);

    /// <summary>What is judged in a state: copies while there are copies, the bake's own guards while it bakes.</summary>
    public GuardSet GuardsIn(RolloutState state) => (state.Phase is Phase.Held or Phase.Preparing ? state.Then : state.Phase) switch
    {
        Phase.Shadowing when ShadowGuards is { } shadow => state.CandidateWeight == 0 ? shadow : Guards.And(shadow),
        Phase.Baking when BakeGuards is { } bake => Guards.And(bake),
        _ => Guards,
    };

    /// <summary>Every guard whose attempts are counted on the request path.</summary>
    public GuardSet Counted => BakeGuards is { } bake ? Guards.And(bake) : Guards;

    public bool Waits => Guards.Waits || ShadowGuards is { Waits: true } || BakeGuards is { Waits: true };

    /// <returns>The same plan where nothing of it waits for a quantile.</returns>
    public RolloutPlan Freeze(Func<GuardSet, GuardSet> freeze) => !Waits ? this : this with
    {
        Guards = freeze(Guards),
        ShadowGuards = ShadowGuards is { } shadow ? freeze(shadow) : null,
        BakeGuards = BakeGuards is { } bake ? freeze(bake) : null,
    };

    /// <summary>The weights that a state asks for, basis points per version; zero weights are left out but for the two roles.</summary>
    public ImmutableSortedDictionary<string, int> Weights(RolloutState state)
    {
        var weights = state.Others.ToImmutableSortedDictionary(StringComparer.Ordinal);
        int others = weights.Values.Sum();
        return weights
            .SetItem(Candidate.Version, state.CandidateWeight)
            .SetItem(Baseline.Version, TrafficSplit.Whole - others - state.CandidateWeight);
    }
}
