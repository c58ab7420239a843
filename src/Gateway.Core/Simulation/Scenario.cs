using Gateway.Core.Rollouts;

namespace Gateway.Core.Simulation;

/// <summary>What is simulated, but for the requests.</summary>
/// <param name="Plan">Resolved; latencies relative to the baseline are frozen by the simulation.</param>
/// <param name="Until">Then it ends undecided.</param>
public sealed record Scenario(RolloutPlan Plan, TimeSpan Until)
{
    /// <summary>Between two decisions; the live gateway's is 250 ms, and 5 s is the most that the machine believes.</summary>
    public TimeSpan Tick { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>The model's: the oldest that an attempt in flight needs to be to count against a conclusion.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>To the end of the bake; else the run ends where the candidate is promoted.</summary>
    public bool ThroughBake { get; init; }
}
