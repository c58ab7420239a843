namespace Gateway.Core.Rollouts;

/// <summary>Which verbs a phase understands.</summary>
public static class LegalVerbs
{
    /// <returns>An operator's verbs, in the order of the API.</returns>
    public static IReadOnlyList<Verb> Of(RolloutPlan plan, RolloutState state) => (plan.Strategy, state.Phase, state.HeldBecause) switch
    {
        (_, Phase.RolledBack, _) => [Verb.Retry],
        (_, Phase.Promoted or Phase.Aborted or Phase.RollingBack, _) => [],
        (_, Phase.Preparing or Phase.Promoting, _) => [Verb.Abort],
        (_, Phase.Baking, _) => [Verb.Hold, Verb.Promote, Verb.Abort],
        (Strategy.Manual, Phase.Held, _) => [Verb.Resume, Verb.Promote, Verb.Abort],
        (Strategy.Manual, _, _) => [Verb.Promote, Verb.Abort],
        (Strategy.Shadow, Phase.Held, HeldBecause.Gate) when state.StepIndex + 1 == plan.Steps.Length => [Verb.Resume, Verb.Promote, Verb.Abort],
        (_, Phase.Held, HeldBecause.Gate) => [Verb.Resume, Verb.Advance, Verb.Approve, Verb.Promote, Verb.Abort],
        (_, Phase.Held, _) => [Verb.Resume, Verb.Advance, Verb.Promote, Verb.Abort],
        _ => [Verb.Hold, Verb.Advance, Verb.Promote, Verb.Abort],
    };

    /// <summary>Includes what is not an operator's word: a run that is not final can be superseded, and its weights set by hand.</summary>
    public static bool Allows(RolloutPlan plan, RolloutState state, Verb verb) => verb switch
    {
        Verb.Supersede => !state.Phase.IsFinal(),
        Verb.SetWeights => !state.Phase.IsFinal() && state.Phase is not Phase.RollingBack,
        _ => Of(plan, state).Contains(verb),
    };
}
