namespace Gateway.Core.Rollouts;

/// <summary>How traffic moves from baseline to candidate.</summary>
public enum Strategy
{
    /// <summary>By steps, each judged.</summary>
    Canary,

    /// <summary>The candidate is previewed on copies, then switched to at once or by steps; evidence is asked for in the bake.</summary>
    BlueGreen,

    /// <summary>Only copies: ends held with its report, or goes on as a canary.</summary>
    Shadow,

    /// <summary>A split set by hand: one open step, watched, never promoted by itself.</summary>
    Manual,
}
