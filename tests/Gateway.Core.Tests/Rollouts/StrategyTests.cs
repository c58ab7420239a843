using Gateway.Core.Analysis;
using Gateway.Core.Rollouts;
using Xunit;
using static Gateway.Core.Tests.Rollouts.Plans;

namespace Gateway.Core.Tests.Rollouts;

public sealed class StrategyTests
{
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(5);

    [Fact]
    public void Blue_green_is_previewed_on_copies_then_switched_to_without_waiting_for_evidence()
    {
        RolloutPlan plan = BlueGreen();
        RolloutState state = Next(plan, RolloutState.First, SeenCopies(Verdict.Inconclusive, 0));
        Assert.Equal((Phase.Shadowing, 0, 10_000), (state.Phase, state.CandidateWeight, state.Mirror));

        state = Next(plan, state, SeenCopies(Verdict.Inconclusive, 100));

        Assert.Equal((Phase.Promoting, 9_800, 0), (state.Phase, state.CandidateWeight, state.Mirror));
    }

    [Fact]
    public void A_blue_green_bake_ends_with_evidence_or_is_held_with_both_sides_warm()
    {
        RolloutPlan plan = BlueGreen();
        RolloutState baking = RolloutState.First with { Phase = Phase.Baking, CandidateWeight = 9_800, InPhase = TimeSpan.FromSeconds(60) };

        RolloutState undecided = Next(plan, baking, Seen());
        RolloutState late = Next(plan, baking with { InPhase = TimeSpan.FromHours(25) }, Seen());
        RolloutState decided = Next(plan, baking, Seen(errors: Verdict.Passed, latency: Verdict.Passed));

        Assert.Equal((Phase.Baking, Phase.Held, Phase.Promoted), (undecided.Phase, late.Phase, decided.Phase));
        Assert.Equal((HeldBecause.Deadline, 9_800), (late.HeldBecause, late.CandidateWeight));
    }

    [Fact]
    public void A_shadow_that_disagrees_is_rolled_back()
    {
        RolloutState state = Next(Shadow(), Next(Shadow(), RolloutState.First, SeenCopies(Verdict.Inconclusive, 0)), SeenCopies(Verdict.Failed, 10));

        Assert.Equal(Phase.RollingBack, state.Phase);
        Assert.StartsWith("disagreements <= 1%: ", state.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_finished_shadow_is_held_by_its_gate_with_its_report()
    {
        RolloutPlan plan = Shadow();
        RolloutState state = Next(plan, Next(plan, RolloutState.First, SeenCopies(Verdict.Inconclusive, 0)), SeenCopies(Verdict.Passed, 100));

        Assert.Equal((Phase.Held, HeldBecause.Gate, 0), (state.Phase, state.HeldBecause, state.Mirror));
        Assert.Contains("3 of 10 copies disagreed", state.Reason, StringComparison.Ordinal);
        Assert.Equal([Verb.Resume, Verb.Promote, Verb.Abort], LegalVerbs.Of(plan, state));
    }

    [Fact]
    public void A_shadow_goes_on_as_a_canary_where_the_plan_says_so()
    {
        RolloutPlan plan = Shadow(500, 5000);
        RolloutState state = Next(plan, Next(plan, RolloutState.First, SeenCopies(Verdict.Inconclusive, 0)), SeenCopies(Verdict.Passed, 100));

        Assert.Equal((Phase.Progressing, 500, 0), (state.Phase, state.CandidateWeight, state.Mirror));
    }

    [Fact]
    public void An_undecided_last_step_adds_copies_where_the_plan_says_so()
    {
        RolloutPlan plan = Canary() with { OnInconclusive = OnInconclusive.Shadow, ShadowGuards = BlueGreen().ShadowGuards };
        RolloutState last = At(plan, 1) with { InStep = TimeSpan.FromMinutes(1) };

        RolloutState copying = Next(plan, last, Seen(attempts: 1_000));
        RolloutState decided = Next(plan, copying, Seen(attempts: 2_000, errors: Verdict.Passed, latency: Verdict.Passed));

        Assert.Equal((Phase.Shadowing, 5_000, 10_000), (copying.Phase, copying.CandidateWeight, copying.Mirror));
        Assert.Equal(Phase.Promoting, decided.Phase);
        Assert.Equal(4, plan.GuardsIn(copying).Guards.Length);
    }

    [Fact]
    public void A_gate_that_is_a_url_waits_opens_or_holds()
    {
        RolloutPlan plan = Canary() with { Steps = [Canary().Steps[0] with { Gate = new Gate("http://gate.test/ask?token=secret", Tick) }, Canary().Steps[1]] };
        RolloutState step = At(plan) with { InStep = TimeSpan.FromMinutes(1) };

        RolloutState waiting = Next(plan, step, Seen(attempts: 1_000));
        RolloutState open = Next(plan, step, Seen(attempts: 1_000) with { Gate = new GateAnswer(true, "") });
        RolloutState closed = Next(plan, step, Seen(attempts: 1_000) with { Gate = new GateAnswer(false, "http://gate.test answered 403") });

        Assert.Equal((Phase.Progressing, 0), (waiting.Phase, waiting.StepIndex));
        Assert.Equal((Phase.Progressing, 1), (open.Phase, open.StepIndex));
        Assert.Equal((Phase.Held, HeldBecause.Gate, "http://gate.test answered 403"), (closed.Phase, closed.HeldBecause, closed.Reason));
        Assert.Contains("the gate http://gate.test/ask", WaitingFor.Next(plan, waiting, Seen(attempts: 1_000)));
    }

    [Fact]
    public void A_candidate_that_mends_a_broken_baseline_does_not_wait_for_its_steps()
    {
        RolloutPlan plan = Canary();
        Observation seen = Seen(attempts: 3, errors: Verdict.Passed);
        seen = seen with { Judgements = seen.Judgements.SetItem(0, seen.Judgements[0] with { Expedites = true }) };

        RolloutState state = Next(plan, At(plan), seen);

        Assert.Equal((1, Cause.BaselineBroken), (state.StepIndex, state.Cause));
    }

    [Fact]
    public void A_bake_of_seven_days_ends_by_itself_and_a_hotfix_in_between_ends_it_promoted()
    {
        RolloutPlan plan = Canary() with { Bake = new Bake(TimeSpan.FromDays(7), 500, OnInconclusive.End) };
        RolloutState baking = RolloutState.First with { Phase = Phase.Baking, CandidateWeight = 9_500 };

        RolloutState state = baking;
        int ticks = 0;
        for (; state.Phase == Phase.Baking; ticks++)
        {
            state = Next(plan, state, Seen());
        }

        Assert.Equal((Phase.Promoted, 7 * 24 * 720), (state.Phase, ticks));
        RolloutState hotfix = RolloutMachine.Next(plan, baking, Seen(), new Command(Verb.Supersede, "superseded"), Tick);
        Assert.Equal((Phase.Promoted, "superseded", 10_000), (hotfix.Phase, hotfix.Reason, hotfix.CandidateWeight));
    }

    private static RolloutState Next(RolloutPlan plan, RolloutState state, Observation seen) => RolloutMachine.Next(plan, state, seen, null, Tick);
}
