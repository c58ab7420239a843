namespace Gateway.Core.Rollouts;

/// <summary>How traffic moves from baseline to candidate.</summary>
public enum Strategy
{
    /// <summary>By steps, each judged.</summary>
    Canary,

    /// <summary>A split set by hand: one open step, watched, never promoted by itself.</summary>
    Manual,
}
