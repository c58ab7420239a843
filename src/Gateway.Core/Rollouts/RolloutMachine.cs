using Gateway.Core.Analysis;

namespace Gateway.Core.Rollouts;

/// <summary>Decides what a rollout does next: pure, total, deterministic.</summary>
public static class RolloutMachine
{
    /// <summary>A longer pause of the gateway counts as this much.</summary>
    public static readonly TimeSpan LongestTick = TimeSpan.FromSeconds(5);

    /// <param name="elapsed">Monotonic time since the last decision; 0 for the time that the gateway was down.</param>
    /// <returns>The same state but for its clocks when nothing happens. A final state is returned as it is.</returns>
    public static RolloutState Next(RolloutPlan plan, RolloutState state, Observation seen, Command? command, TimeSpan elapsed)
    {
        if (state.Phase.IsFinal())
        {
            return state;
        }

        state = state.After(elapsed < LongestTick ? elapsed : LongestTick);
        return (state.Phase, Failure(seen), command) switch
        {
            (Phase.RollingBack, _, { Verb: Verb.Supersede } verb) => Obedience.Obey(plan, state, seen, verb),
            (Phase.RollingBack, _, _) => Drain(state, seen),
            (_, { } failure, _) => state.RollBack(Cause.GuardFailed, failure.Says),
            (_, _, { } verb) when LegalVerbs.Allows(plan, state, verb.Verb) => Obedience.Obey(plan, state, seen, verb),
            (Phase.Preparing, _, _) => Prepare(plan, state, seen),
            (Phase.Progressing or Phase.Shadowing, _, _) => Progress(plan, state, seen),
            (Phase.Held, _, _) => Release(plan, state, seen),
            (Phase.Promoting, _, _) => state.Enter(Phase.Baking, Cause.WeightsApplied),
            (Phase.Baking, _, _) => BakeOn(plan, state, seen),
            _ => state,
        };
    }

    private static GuardFailure? Failure(Observation seen) => seen.Failure ?? seen.Judgements
        .Where(judgement => judgement is { Verdict: Verdict.Failed, Guard.Guard: { DryRun: false, Action: GuardAction.Rollback } })
        .Select(judgement => new GuardFailure(judgement.Guard.Guard.Text, seen.Reason(judgement)))
        .FirstOrDefault();

    private static RolloutState Drain(RolloutState state, Observation seen) =>
        seen.Drained || state.InPhase >= RolloutPlan.DrainDeadline ? state.Enter(Phase.RolledBack, Cause.Drained, state.Reason) : state;

    private static RolloutState Prepare(RolloutPlan plan, RolloutState state, Observation seen)
    {
        if (!seen.CandidateReady)
        {
            return state.InPhase >= RolloutPlan.PrepareDeadline
                ? state.Abort(Cause.Deadline, $"version {plan.Candidate.Version} had no ready host within {RolloutPlan.PrepareDeadline.TotalMinutes:0} minutes")
                : state;
        }

        return state.Then switch
        {
            Phase.Baking => Obedience.Bake(plan, state, Cause.HostsReady),
            Phase.Held => state.Enter(Phase.Held, Cause.HostsReady, state.Reason) with
            {
                HeldBecause = state.HeldBecause ?? Rollouts.HeldBecause.Operator, CandidateWeight = StepWeight(plan, state, state.StepIndex), Then = Phase.Progressing,
            },
            _ => AtStep(plan, state, state.StepIndex, Cause.HostsReady, state.InStep > TimeSpan.Zero ? state.SamplesBefore : StepRules.Attempts(plan.Steps[state.StepIndex], seen), state.InStep),
        };
    }

    private static RolloutState Progress(RolloutPlan plan, RolloutState state, Observation seen)
    {
        Step step = plan.Steps[state.StepIndex];
        if (Obstacle(state, seen) is { } held)
        {
            return held;
        }

        if (plan.Strategy == Strategy.Manual)
        {
            return state;
        }

        if (state.Total >= plan.MaxDuration)
        {
            return TooLong(state, "run");
        }

        return (StepRules.Done(step, state, seen), step.Gate, seen.Gate) switch
        {
            // the step has done its work: what is still missing for promotion has the run's time, not the step's
            (true, null, _) or (true, { Url: not null }, { Open: true }) => Leave(plan, state, seen, StepRules.Expedites(seen) ? Cause.BaselineBroken : Cause.StepDone),
            (true, { Url: null }, _) when state.Approved => Leave(plan, state, seen, Cause.StepDone),
            _ when state.InStep >= step.MaxDuration => TooLong(state, "step"),
            (true, { Url: null }, _) => state.Hold(Rollouts.HeldBecause.Gate, Cause.GateReached, "waits for an approval"),
            (true, _, { } closed) => state.Hold(Rollouts.HeldBecause.Gate, Cause.GateReached, closed.Says),
            _ => state,
        };
    }

    private static RolloutState TooLong(RolloutState state, string what) => state.Hold(Rollouts.HeldBecause.Deadline, Cause.Deadline, $"the {what} took longer than it may");

    /// <summary>The next step, or promotion when the evidence is there.</summary>
    internal static RolloutState Leave(RolloutPlan plan, RolloutState state, Observation seen, Cause cause)
    {
        if (state.StepIndex + 1 < plan.Steps.Length)
        {
            return AtStep(plan, state, state.StepIndex + 1, cause, StepRules.Attempts(plan.Steps[state.StepIndex + 1], seen), TimeSpan.Zero);
        }

        if (plan.Strategy == Strategy.Shadow)
        {
            return state.Hold(Rollouts.HeldBecause.Gate, Cause.GateReached, Report(seen));
        }

        if (StepRules.Clear(seen) && (plan.Strategy == Strategy.BlueGreen || StepRules.Positive(seen)))
        {
            return Promote(plan, state, cause, null);
        }

        return Undecided(plan, state, seen, cause);
    }

    /// <summary>All was done that the last step asks for, and the evidence is not there.</summary>
    private static RolloutState Undecided(RolloutPlan plan, RolloutState state, Observation seen, Cause cause) => plan.OnInconclusive switch
    {
        OnInconclusive.Hold => state.Hold(Rollouts.HeldBecause.Guard, Cause.GuardInconclusive, $"no passed guard for {string.Join(" and ", StepRules.Missing(seen))}"),
        OnInconclusive.Shadow when plan.ShadowGuards is not null && state.Phase != Phase.Shadowing => state.Enter(Phase.Shadowing, Cause.GuardInconclusive) with
        {
            Mirror = Routing.TrafficSplit.Whole, Then = Phase.Shadowing,
        },
        _ => state.Phase == Phase.Held ? AtStep(plan, state, state.StepIndex, cause, state.SamplesBefore, state.InStep) : state,
    };

    private static string Report(Observation seen) => "the copies are answered: " + string.Join("; ", seen.Judgements.Select(seen.Reason));

    internal static RolloutState Promote(RolloutPlan plan, RolloutState state, Cause cause, string? reason) => state.Enter(Phase.Promoting, cause, reason) with
    {
        CandidateWeight = Routing.TrafficSplit.Whole - plan.Bake.OldWeight, Others = [], ManualWeight = null,
    };

    internal static RolloutState AtStep(RolloutPlan plan, RolloutState state, int index, Cause cause, long samplesBefore, TimeSpan inStep) =>
        state.Enter(PhaseOf(plan.Steps[index]), cause) with
        {
            StepIndex = index, CandidateWeight = StepWeight(plan, state, index), Mirror = plan.Steps[index].Mirror, SamplesBefore = samplesBefore, InStep = inStep, Then = PhaseOf(plan.Steps[index]),
            Approved = state.Approved && index == state.StepIndex,
        };

    private static Phase PhaseOf(Step step) => step.Shadows ? Phase.Shadowing : Phase.Progressing;

    private static int StepWeight(RolloutPlan plan, RolloutState state, int index) => state.ManualWeight ?? plan.Steps[index].Weight;

    private static RolloutState? Obstacle(RolloutState state, Observation seen)
    {
        Judgement? hold = seen.Judgements.FirstOrDefault(judgement => judgement is { Verdict: Verdict.Failed, Guard.Guard: { DryRun: false, Action: GuardAction.Hold } });
        if (hold is not null)
        {
            return state.Hold(Rollouts.HeldBecause.Guard, Cause.GuardFailed, seen.Reason(hold));
        }

        Judgement? environment = seen.Judgements.FirstOrDefault(judgement => judgement is { Environment: true, Guard.Guard.Decides: true });
        if (environment is not null && !seen.EnvironmentOver)
        {
            return state.Hold(Rollouts.HeldBecause.Environment, Cause.Environment, seen.Reason(environment));
        }

        return seen.Frozen && state.Phase != Phase.Baking ? state.Hold(Rollouts.HeldBecause.Freeze, Cause.Freeze, "frozen") : null;
    }

    private static RolloutState Release(RolloutPlan plan, RolloutState state, Observation seen) => state.HeldBecause switch
    {
        Rollouts.HeldBecause.Freeze when !seen.Frozen => Obedience.Resume(plan, state, Cause.FreezeOver),
        Rollouts.HeldBecause.Environment when seen.EnvironmentOver => Obedience.Resume(plan, state, Cause.EnvironmentOver),
        _ => state,
    };

    private static RolloutState BakeOn(RolloutPlan plan, RolloutState state, Observation seen)
    {
        if (Obstacle(state, seen) is { } held)
        {
            return held;
        }

        if (seen.Frozen || state.InPhase < plan.Bake.Duration || !StepRules.Clear(seen))
        {
            return state;
        }

        bool late = state.InPhase >= plan.Bake.Duration + RolloutPlan.BakeDeadline;
        return plan.Bake.OnInconclusive == OnInconclusive.End || StepRules.Positive(seen) ? Obedience.EndBake(state, Cause.BakeDone, null)
            : plan.Bake.OnInconclusive == OnInconclusive.Hold || late ? state.Hold(Rollouts.HeldBecause.Deadline, Cause.GuardInconclusive, "the bake ended undecided")
            : state;
    }
}
