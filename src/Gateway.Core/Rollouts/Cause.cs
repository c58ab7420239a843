namespace Gateway.Core.Rollouts;

/// <summary>Why a phase or step was entered: the closed list of the metrics' label.</summary>
public enum Cause
{
    Started,
    Restarted,
    HostsReady,
    StepDone,
    GateReached,
    GuardFailed,
    GuardInconclusive,
    Environment,
    EnvironmentOver,
    Freeze,
    FreezeOver,
    BaselineBroken,
    Deadline,
    Operator,
    ManualWeights,
    Superseded,
    WeightsApplied,
    BakeDone,
    Drained,
}
