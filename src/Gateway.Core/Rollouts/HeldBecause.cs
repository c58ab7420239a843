namespace Gateway.Core.Rollouts;

/// <summary>Why a rollout stands still; only <see cref="Environment"/> and <see cref="Freeze"/> resume by themselves.</summary>
public enum HeldBecause
{
    Operator,
    ManualWeights,
    Gate,
    Environment,
    Deadline,
    Freeze,
    Guard,
}
