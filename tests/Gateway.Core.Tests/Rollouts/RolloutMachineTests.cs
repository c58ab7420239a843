using Gateway.Core.Analysis;
using Gateway.Core.Rollouts;
using Xunit;
using static Gateway.Core.Tests.Rollouts.Plans;

namespace Gateway.Core.Tests.Rollouts;

public sealed class RolloutMachineTests
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(5);

    [Fact]
    public void A_good_candidate_goes_through_every_step_the_bake_and_is_promoted()
    {
        RolloutPlan plan = Canary();
        RolloutState state = RolloutState.First;
        List<(Phase, int)> path = [];
        for (int tick = 0; tick < 40 && !state.Phase.IsFinal(); tick++)
        {
            state = RolloutMachine.Next(plan, state, Seen(Verdict.Passed, Verdict.Passed, attempts: tick * 100), null, TimeSpan.FromSeconds(1));
            if (path.Count == 0 || path[^1] != (state.Phase, state.CandidateWeight))
            {
                path.Add((state.Phase, state.CandidateWeight));
            }
        }

        Assert.Equal(
            [(Phase.Progressing, 500), (Phase.Progressing, 5000), (Phase.Promoting, 9800), (Phase.Baking, 9800), (Phase.Promoted, 10_000)],
            path);
    }

    [Theory]
    [InlineData(Phase.Preparing)]
    [InlineData(Phase.Progressing)]
    [InlineData(Phase.Held)]
    [InlineData(Phase.Promoting)]
    [InlineData(Phase.Baking)]
    public void A_failed_guard_rolls_back_at_once_in_every_live_phase(Phase phase)
    {
        RolloutState state = At(Canary()) with { Phase = phase, HeldBecause = phase == Phase.Held ? HeldBecause.Operator : null };
        RolloutState next = RolloutMachine.Next(Canary(), state, Seen(errors: Verdict.Failed), null, Tick);
        Assert.Equal((Phase.RollingBack, 0), (next.Phase, next.CandidateWeight));
        Assert.Equal("errors <= 2%: 3 of 10 failed (30 %), baseline 0 of 90", next.Reason);
    }

    [Fact]
    public void A_failure_seen_on_the_request_path_outranks_an_operators_promote()
    {
        Observation seen = Seen() with { Failure = new GuardFailure("errors <= 2%", "errors <= 2%: 3 of 3 failed") };
        RolloutState next = RolloutMachine.Next(Canary(), At(Canary()), seen, new Command(Verb.Promote), Tick);
        Assert.Equal((Phase.RollingBack, "errors <= 2%: 3 of 3 failed"), (next.Phase, next.Reason));
    }

    [Fact]
    public void A_step_waits_for_its_time_its_samples_and_a_suspect_guard()
    {
        RolloutState young = At(Canary()), old = young with { InStep = Long };
        Assert.Equal(0, Next(young, Seen(attempts: 500)).StepIndex);
        Assert.Equal(0, Next(old, Seen(attempts: 99)).StepIndex);
        Assert.Equal(0, Next(old, Seen(Verdict.Suspect, attempts: 500)).StepIndex);
        Assert.Equal(1, Next(old, Seen(attempts: 100)).StepIndex);
    }

    [Fact]
    public void The_last_step_is_left_only_with_positive_evidence_for_errors_and_latency()
    {
        RolloutState last = At(Canary(), 1) with { InStep = Long };
        Assert.Equal(Phase.Progressing, Next(last, Seen(Verdict.Passed, Verdict.Inconclusive, attempts: 500)).Phase);
        Assert.Equal(Phase.Progressing, Next(last, Seen(Verdict.Inconclusive, Verdict.Passed, attempts: 500)).Phase);
        Assert.Equal(Phase.Promoting, Next(last, Seen(Verdict.Passed, Verdict.Passed, attempts: 500)).Phase);
    }

    [Fact]
    public void Without_evidence_a_step_is_held_at_its_deadline_and_neither_promoted_nor_rolled_back()
    {
        RolloutState next = Next(At(Canary(), 1) with { InStep = TimeSpan.FromHours(24) }, Seen());
        Assert.Equal((Phase.Held, HeldBecause.Deadline, 5000), (next.Phase, next.HeldBecause, next.CandidateWeight));
    }

    /// <summary>At 20 requests an hour a step is filled within its day, and the evidence may need another.</summary>
    [Fact]
    public void A_step_that_has_done_its_work_waits_for_evidence_as_long_as_the_run_may_take()
    {
        RolloutState full = At(Canary(), 1) with { InStep = TimeSpan.FromHours(24) };
        Assert.Equal(Phase.Progressing, Next(full, Seen(Verdict.Passed, attempts: 500)).Phase);
        Assert.Equal(HeldBecause.Deadline, Next(full, Seen(Verdict.Suspect, attempts: 500)).HeldBecause);
        Assert.Equal(Phase.Promoting, Next(full, Seen(Verdict.Passed, Verdict.Passed, attempts: 500)).Phase);
        Assert.Equal(HeldBecause.Deadline, Next(full with { Total = TimeSpan.FromDays(7) }, Seen(Verdict.Passed, attempts: 500)).HeldBecause);
    }

    [Fact]
    public void An_approval_that_comes_before_the_evidence_is_not_asked_for_again()
    {
        RolloutPlan plan = Canary(gate: true);
        RolloutState held = At(plan, 1) with { Phase = Phase.Held, HeldBecause = HeldBecause.Gate, InStep = Long };
        RolloutState waiting = RolloutMachine.Next(plan, held, Seen(attempts: 1000), new Command(Verb.Approve), Tick);
        Assert.Equal(Phase.Progressing, waiting.Phase);
        waiting = RolloutMachine.Next(plan, waiting, Seen(attempts: 1000), null, Long);
        Assert.Equal(Phase.Progressing, waiting.Phase);
        Assert.Equal(Phase.Promoting, RolloutMachine.Next(plan, waiting, Seen(Verdict.Passed, Verdict.Passed, attempts: 1000), null, Tick).Phase);
        Assert.False(RolloutMachine.Next(plan, held with { StepIndex = 0 }, Seen(attempts: 1000), new Command(Verb.Approve), Tick).Approved, "the next step has a gate of its own");
    }

    [Fact]
    public void A_manual_gate_holds_until_it_is_approved()
    {
        RolloutPlan plan = Canary(gate: true);
        Observation good = Seen(Verdict.Passed, Verdict.Passed, attempts: 500);
        RolloutState held = RolloutMachine.Next(plan, At(plan, 1) with { InStep = Long }, good, null, Tick);
        Assert.Equal((Phase.Held, HeldBecause.Gate), (held.Phase, held.HeldBecause));
        Assert.Equal(Phase.Promoting, RolloutMachine.Next(plan, held, good, new Command(Verb.Approve), Tick).Phase);
    }

    [Fact]
    public void A_guard_that_holds_does_not_roll_back()
    {
        RolloutState next = Next(At(Canary()), Seen(aborts: Verdict.Failed));
        Assert.Equal((Phase.Held, HeldBecause.Guard), (next.Phase, next.HeldBecause));
    }

    [Fact]
    public void An_outage_of_both_holds_and_goes_on_by_itself()
    {
        RolloutState held = Next(At(Canary()), Seen(environment: true));
        Assert.Equal(HeldBecause.Environment, held.HeldBecause);
        Assert.Equal(Phase.Held, Next(held, Seen()).Phase);
        Assert.Equal(Phase.Progressing, Next(held, Seen() with { EnvironmentOver = true }).Phase);
    }

    [Fact]
    public void A_freeze_holds_and_releases_by_itself()
    {
        RolloutState held = Next(At(Canary()), Seen() with { Frozen = true });
        Assert.Equal(HeldBecause.Freeze, held.HeldBecause);
        Assert.Equal((Phase.Progressing, Cause.FreezeOver), (Next(held, Seen()).Phase, Next(held, Seen()).Cause));
    }

    [Fact]
    public void An_operators_hold_does_not_release_by_itself()
    {
        RolloutState held = RolloutMachine.Next(Canary(), At(Canary()), Seen(), new Command(Verb.Hold, "lunch"), Tick);
        Assert.Equal((Phase.Held, HeldBecause.Operator, "lunch"), (held.Phase, held.HeldBecause, held.Reason));
        Assert.Equal(Phase.Held, Next(held, Seen(Verdict.Passed, Verdict.Passed, attempts: 9999)).Phase);
    }

    [Fact]
    public void Preparing_ends_after_five_minutes_without_a_host()
    {
        RolloutState state = RolloutState.First with { InPhase = TimeSpan.FromMinutes(5) };
        Assert.Equal((Phase.Aborted, Cause.Deadline), (Next(state, Seen(ready: false)).Phase, Next(state, Seen(ready: false)).Cause));
    }

    [Fact]
    public void Rolling_back_ends_when_drained_or_after_two_minutes()
    {
        RolloutState state = At(Canary()) with { Phase = Phase.RollingBack, CandidateWeight = 0 };
        Assert.Equal(Phase.RollingBack, Next(state, Seen()).Phase);
        Assert.Equal(Phase.RolledBack, Next(state, Seen() with { Drained = true }).Phase);
        Assert.Equal(Phase.RolledBack, Next(state with { InPhase = TimeSpan.FromMinutes(2) }, Seen()).Phase);
    }

    [Fact]
    public void A_manual_split_is_never_promoted_by_itself()
    {
        RolloutPlan plan = Manual();
        RolloutState state = At(plan) with { InStep = TimeSpan.FromDays(30), Total = TimeSpan.FromDays(30) };
        Assert.Equal(Phase.Progressing, RolloutMachine.Next(plan, state, Seen(Verdict.Passed, Verdict.Passed, attempts: 99_999), null, Tick).Phase);
    }

    [Theory]
    [InlineData(Phase.Progressing, 0, Phase.Progressing)]
    [InlineData(Phase.Progressing, 1, Phase.Progressing)]
    [InlineData(Phase.Baking, 1, Phase.Baking)]
    [InlineData(Phase.Promoting, 1, Phase.Baking)]
    [InlineData(Phase.Held, 1, Phase.Held)]
    public void After_a_restart_the_candidate_has_nothing_until_it_is_ready_and_then_goes_on(Phase before, int step, Phase after)
    {
        RolloutState state = At(Canary(), step) with { Phase = before, HeldBecause = before == Phase.Held ? HeldBecause.Operator : null, InStep = Tick };
        RolloutState recovered = state.Recovered();
        Assert.Equal((Phase.Preparing, 0), (recovered.Phase, recovered.CandidateWeight));
        RolloutState next = Next(recovered, Seen());
        Assert.Equal((after, step), (next.Phase, next.StepIndex));
        Assert.True(next.CandidateWeight > 0);
    }

    [Fact]
    public void A_bake_that_is_superseded_ends_promoted_and_a_step_aborted()
    {
        var supersede = new Command(Verb.Supersede);
        RolloutState baking = At(Canary()) with { Phase = Phase.Baking, CandidateWeight = 9800 };
        Assert.Equal(Phase.Promoted, RolloutMachine.Next(Canary(), baking, Seen(), supersede, Tick).Phase);
        RolloutState aborted = RolloutMachine.Next(Canary(), At(Canary()), Seen(), supersede, Tick);
        Assert.Equal((Phase.Aborted, 500), (aborted.Phase, aborted.CandidateWeight));
    }

    private static RolloutState Next(RolloutState state, Observation seen) => RolloutMachine.Next(Canary(), state, seen, null, Tick);
}
