using Gateway.Core.Routing;

namespace Gateway.Core.Rollouts;

/// <summary>What each legal verb makes of a state.</summary>
internal static class Obedience
{
    public static RolloutState Obey(RolloutPlan plan, RolloutState state, Observation seen, Command command) => command.Verb switch
    {
        Verb.Hold => state.Hold(HeldBecause.Operator, Cause.Operator, command.Reason),
        Verb.Resume => Resume(plan, state, Cause.Operator),
        Verb.Advance => Advance(plan, state, seen),
        Verb.Approve => RolloutMachine.Leave(plan, OfThePlan(plan, state) with { Approved = true }, seen, Cause.Operator),
        Verb.Promote when state.Phase == Phase.Baking || state is { Phase: Phase.Held, Then: Phase.Baking } => EndBake(state, Cause.Operator, command.Reason),
        Verb.Promote => RolloutMachine.Promote(plan, state, Cause.Operator, command.Reason),
        Verb.Abort => state.Abort(Cause.Operator, command.Reason),
        Verb.SetWeights => SetWeights(plan, state, command),
        Verb.Supersede => Supersede(state, command.Reason),
        _ => state,
    };

    public static RolloutState Resume(RolloutPlan plan, RolloutState state, Cause cause) => state.Then == Phase.Baking
        ? Bake(plan, state, cause)
        : RolloutMachine.AtStep(plan, OfThePlan(plan, state), state.StepIndex, cause, state.SamplesBefore, TimeSpan.Zero);

    public static RolloutState Bake(RolloutPlan plan, RolloutState state, Cause cause) => state.Enter(Phase.Baking, cause) with
    {
        CandidateWeight = TrafficSplit.Whole - plan.Bake.OldWeight, Others = [], ManualWeight = null,
    };

    public static RolloutState EndBake(RolloutState state, Cause cause, string? reason) =>
        state.Enter(Phase.Promoted, cause, reason) with { CandidateWeight = TrafficSplit.Whole, Others = [], ManualWeight = null };

    /// <summary>Weights by hand belong to a manual split; a plan with steps goes back to its own.</summary>
    private static RolloutState OfThePlan(RolloutPlan plan, RolloutState state) =>
        plan.Strategy == Strategy.Manual ? state : state with { Others = [], ManualWeight = null };

    /// <summary>An operator may end a step early, but promotion past the last one keeps asking for evidence.</summary>
    private static RolloutState Advance(RolloutPlan plan, RolloutState state, Observation seen) =>
        state.StepIndex + 1 < plan.Steps.Length
            ? RolloutMachine.AtStep(plan, OfThePlan(plan, state), state.StepIndex + 1, Cause.Operator, StepRules.Attempts(plan.Steps[state.StepIndex + 1], seen), TimeSpan.Zero)
            : RolloutMachine.Leave(plan, OfThePlan(plan, state), seen, Cause.Operator);

    private static RolloutState SetWeights(RolloutPlan plan, RolloutState state, Command command)
    {
        bool waits = plan.Strategy == Strategy.Manual && state.Phase == Phase.Preparing; // nothing before its hosts are ready
        RolloutState weighted = state with
        {
            CandidateWeight = waits ? 0 : command.CandidateWeight, ManualWeight = command.CandidateWeight, Others = command.Others.IsDefault ? [] : command.Others,
        };
        return plan.Strategy == Strategy.Manual && state.Phase is Phase.Progressing or Phase.Preparing
            ? weighted
            : weighted.Hold(HeldBecause.ManualWeights, Cause.ManualWeights, command.Reason);
    }

    /// <summary>A bake that is superseded has done its work; anything else ends where it stands, its weights left to the successor.</summary>
    private static RolloutState Supersede(RolloutState state, string? reason) => state.Phase switch
    {
        Phase.Baking => state.Enter(Phase.Promoted, Cause.Superseded, reason ?? "superseded") with { CandidateWeight = TrafficSplit.Whole, Others = [] },
        Phase.RollingBack => state.Enter(Phase.RolledBack, Cause.Superseded, state.Reason),
        _ => state.Enter(Phase.Aborted, Cause.Superseded, reason ?? "superseded"),
    };
}
