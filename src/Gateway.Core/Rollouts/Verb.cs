namespace Gateway.Core.Rollouts;

/// <summary>What may be asked of a rollout. The last two are not an operator's words.</summary>
public enum Verb
{
    Hold,
    Resume,
    Advance,
    Approve,
    Promote,
    Abort,
    Retry,

    /// <summary>Weights were set by hand.</summary>
    SetWeights,

    /// <summary>A newer run takes over from the weights as they are.</summary>
    Supersede,
}
