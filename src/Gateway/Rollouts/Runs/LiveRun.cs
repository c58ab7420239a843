using System.Collections.Immutable;
using Gateway.Analysis;
using Gateway.Contracts;
using Gateway.Core.Analysis.Counting;
using Gateway.Core.Rollouts;

namespace Gateway.Rollouts.Runs;

/// <summary>A rollout that is going on: what is saved of it, what is being counted, what was last seen.</summary>
internal sealed class LiveRun(RolloutRecord record, RunCounters counters)
{
    /// <summary>As saved.</summary>
    public RolloutRecord Record { get; set; } = record;

    public RunCounters Counters => counters;

    /// <summary>What copies have shown of the two answers.</summary>
    public ShadowTally Shadow { get; } = new();

    /// <summary>The state with its clocks, ahead of what is saved.</summary>
    public RolloutState State { get; set; } = record.State;

    /// <summary>Ahead of what is saved, as the state.</summary>
    public ImmutableDictionary<string, Suspicion> Suspicions { get; set; } = record.Suspicions;

    public Observation? Seen { get; set; }

    public ImmutableArray<GuardStatus> Guards { get; set; } = record.Guards;

    /// <summary>The URL of this step's gate is being asked, or was.</summary>
    public Task<GateAnswer>? GateCall { get; set; }

    /// <summary>Timestamp of the last decision.</summary>
    public long DecidedAt { get; set; }

    /// <summary>Timestamp of the last save.</summary>
    public long SavedAt { get; set; }
}
