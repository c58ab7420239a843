using Gateway.Core.Analysis;
using Gateway.Core.Rollouts;

namespace Gateway.Core.Simulation;

/// <summary>How a simulated run went.</summary>
/// <param name="State">The last.</param>
/// <param name="At">When it ended, since its start.</param>
/// <param name="PromotedAt">When it began to promote.</param>
/// <param name="FailedAt">When the guard failed that rolled it back.</param>
/// <param name="FailedBy">That guard and its sentence.</param>
/// <param name="FirstBadAt">When the candidate's first bad attempt ended.</param>
/// <param name="Attempts">Sent to the candidate by the end.</param>
/// <param name="Bad">Of those, failed: also the ones still in flight at the end.</param>
/// <param name="BadAtVerdict">Of those, ended when the verdict fell.</param>
/// <param name="HeldForEnvironment">At least once.</param>
/// <param name="Evidence">The integers.</param>
public sealed record SimulatedRun(
    RolloutState State,
    TimeSpan At,
    TimeSpan? PromotedAt,
    TimeSpan? FailedAt,
    string? FailedBy,
    TimeSpan? FirstBadAt,
    long Attempts,
    long Bad,
    long BadAtVerdict,
    bool HeldForEnvironment,
    Evidence Evidence)
{
    public bool RolledBack => State.Phase is Phase.RollingBack or Phase.RolledBack;

    public bool Promoted => PromotedAt is not null;
}
