using Gateway.Core.Analysis;
using Gateway.Core.Rollouts;

namespace Gateway.Core.Simulation;

/// <summary>How a simulated run went.</summary>
/// <param name="State">The last.</param>
/// <param name="At">When it ended, since its start.</param>
/// <param name="PromotedAt">When it began to promote.</param>
/// <param name="FailedAt">When the guard failed that rolled it back.</param>
/// <param name="FailedBy">That guard and its sentence.</param>
/// <param name="HeldForEnvironment">At least once.</param>
/// <param name="Evidence">The integers.</param>
public sealed record SimulatedRun(
    RolloutState State, TimeSpan At, TimeSpan? PromotedAt, TimeSpan? FailedAt, string? FailedBy, bool HeldForEnvironment, Evidence Evidence)
{
    /// <summary>When the candidate's first bad attempt ended; here and below copies are left out.</summary>
    public TimeSpan? FirstBadAt { get; init; }

    /// <summary>Sent to the candidate by the end.</summary>
    public long Attempts { get; init; }

    /// <summary>Of those, failed: also the ones still in flight at the end.</summary>
    public long Bad { get; init; }

    /// <summary>The candidate's attempts that had ended when the verdict fell.</summary>
    public long EndedAtVerdict { get; init; }

    /// <summary>Of those, failed.</summary>
    public long BadAtVerdict { get; init; }

    public bool RolledBack => State.Phase is Phase.RollingBack or Phase.RolledBack;

    public bool Promoted => PromotedAt is not null;
}
