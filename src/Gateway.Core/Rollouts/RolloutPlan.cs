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
    public static readonly TimeSpan PrepareDeadline = TimeSpan.FromMinutes(5);
    public static readonly TimeSpan DrainDeadline = TimeSpan.FromMinutes(2);

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
