using System.Collections.Immutable;
using Gateway.Contracts;
using Gateway.Core.Rollouts;
using Gateway.Rollouts.Runs;

namespace Gateway.Rollouts;

/// <summary>A rollout, as saved.</summary>
/// <param name="Spec">The resolved plan in the API's words.</param>
/// <param name="Evidence">Counted so far.</param>
/// <param name="VerdictAt">The evidence that the verdict was made from, never changed.</param>
/// <param name="Guards">As they were last judged.</param>
internal sealed record RolloutRecord(
    Guid Id,
    long Revision,
    RolloutPlan Plan,
    RolloutSpec Spec,
    RolloutState State,
    DateTimeOffset StartedAt,
    DateTimeOffset? EndedAt,
    SavedEvidence Evidence,
    SavedEvidence? VerdictAt,
    ImmutableArray<GuardStatus> Guards,
    ImmutableArray<string> Warnings,
    ulong StickySalt,
    TimeSpan BaselineP95,
    TimeSpan InFlightAge)
{
    /// <summary>What copies have shown; null: there were none.</summary>
    public Analysis.ShadowTotals? Shadow { get; init; }

    public string Model => Plan.Candidate.Model;

    /// <summary>Guard → how long it has been suspect, and whether that was said.</summary>
    public ImmutableDictionary<string, Suspicion> Suspicions { get; init; } = ImmutableDictionary<string, Suspicion>.Empty;
}

/// <param name="From">When each segment began.</param>
/// <param name="Keys">Bitmaps of sticky keys.</param>
internal sealed record SavedEvidence(
    Core.Analysis.Evidence Counts, ImmutableDictionary<long, DateTimeOffset> From, ImmutableDictionary<string, byte[]> Keys)
{
    public static readonly SavedEvidence None = new(Core.Analysis.Evidence.None, ImmutableDictionary<long, DateTimeOffset>.Empty, ImmutableDictionary<string, byte[]>.Empty);
}
