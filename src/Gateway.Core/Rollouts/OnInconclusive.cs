namespace Gateway.Core.Rollouts;

/// <summary>What happens when all that was asked of a stage is met but the evidence says neither yes nor no.</summary>
public enum OnInconclusive
{
    Wait,
    Hold,

    /// <summary>A rollout only: mirrored copies are added until they settle it.</summary>
    Shadow,

    /// <summary>A bake only: it ends well unless a guard is failed or suspect.</summary>
    End,
}
