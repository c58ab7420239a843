namespace Gateway.Core.Rollouts;

/// <summary>Where a rollout is; names as in the API.</summary>
public enum Phase
{
    Preparing,
    Shadowing,
    Progressing,
    Held,
    Promoting,
    Baking,
    Promoted,
    RollingBack,
    RolledBack,
    Aborted,
}

public static class Phases
{
    /// <summary>Final is final, and only final.</summary>
    public static bool IsFinal(this Phase phase) => phase is Phase.Promoted or Phase.RolledBack or Phase.Aborted;
}
