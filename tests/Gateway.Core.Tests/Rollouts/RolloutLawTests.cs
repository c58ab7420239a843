using System.Collections.Immutable;
using CsCheck;
using Gateway.Core.Analysis;
using Gateway.Core.Rollouts;
using Xunit;
using static Gateway.Core.Tests.Rollouts.Plans;

namespace Gateway.Core.Tests.Rollouts;

/// <summary>Whatever is seen and asked, in any order.</summary>
public sealed class RolloutLawTests
{
    private static readonly Gen<Verdict> AnyVerdict = Gen.Enum<Verdict>();

    private static readonly Gen<Observation> AnySeen = Gen.Select(AnyVerdict, AnyVerdict, AnyVerdict, Gen.Long[0, 100_000], Gen.Bool, Gen.Int[0, 31]).Select(
        (errors, latency, aborts, attempts, ready, flags) => Seen(errors, latency, aborts, attempts, ready, environment: flags % 8 == 1) with
        {
            Frozen = flags % 8 == 2, Drained = (flags & 8) > 0, EnvironmentOver = (flags & 16) > 0,
        });

    private static readonly Gen<Command?> AnyCommand = Gen.Select(Gen.Enum<Verb>(), Gen.Int[0, 10_000], Gen.Int[0, 3]).Select((verb, weight, some) =>
        some > 0 ? null : new Command(verb, "because", weight, [KeyValuePair.Create("7", 10_000 - weight)]));

    private static readonly Gen<(Observation Seen, Command? Command, int Seconds)[]> Story =
        Gen.Select(AnySeen, AnyCommand, Gen.Int[0, 100_000], (seen, command, seconds) => (seen, command, seconds)).Array[1, 60];

    [Fact]
    public void Weights_are_whole_at_every_moment_and_the_end_is_final() => Story.Sample(story =>
    {
        foreach (RolloutPlan plan in new[] { Canary(), Canary(gate: true, OnInconclusive.Hold), Manual(), BlueGreen(), Shadow(), Shadow(500, 5000), Canary() with { OnInconclusive = OnInconclusive.Shadow, ShadowGuards = BlueGreen().ShadowGuards } })
        {
            RolloutState state = RolloutState.First;
            foreach ((Observation seen, Command? command, int seconds) in story)
            {
                RolloutState next = RolloutMachine.Next(plan, state, seen, command, TimeSpan.FromSeconds(seconds));
                ImmutableSortedDictionary<string, int> weights = plan.Weights(next);
                Assert.Equal(10_000, weights.Values.Sum());
                Assert.All(weights.Values, weight => Assert.InRange(weight, 0, 10_000));
                Assert.True(!state.Phase.IsFinal() || next == state);
                Assert.True(next.Phase is not (Phase.RollingBack or Phase.RolledBack) || next.CandidateWeight == 0);
                state = next;
            }
        }
    });

    [Fact]
    public void Nothing_is_promoted_without_positive_evidence_or_an_operator() => Story.Sample(story =>
    {
        RolloutPlan plan = Canary();
        RolloutState state = RolloutState.First;
        foreach ((Observation seen, Command? command, int seconds) in story)
        {
            RolloutState next = RolloutMachine.Next(plan, state, seen, command, TimeSpan.FromSeconds(seconds));
            if (next.Phase == Phase.Promoting && state.Phase != Phase.Promoting)
            {
                Assert.True(StepRules.Positive(seen) && StepRules.Clear(seen) || command?.Verb == Verb.Promote);
            }

            state = next;
        }
    });

    [Fact]
    public void Crashes_and_restarts_between_any_two_turns_keep_every_law() => Gen.Select(Story, Gen.Int[2, 9]).Sample((story, every) =>
    {
        foreach (RolloutPlan plan in new[] { Canary(gate: true), BlueGreen(), Shadow(500, 5000), Manual() })
        {
            RolloutState state = RolloutState.First;
            bool rolledBack = false;
            foreach ((int turn, (Observation seen, Command? command, int seconds)) in story.Index())
            {
                if (turn % every == every - 1)
                {
                    state = state.Recovered();
                    Assert.True(state.Phase.IsFinal() || state.CandidateWeight == 0, "After a restart the candidate has nothing.");
                }

                RolloutState next = RolloutMachine.Next(plan, state, seen, command, TimeSpan.FromSeconds(seconds));
                Assert.False(rolledBack && next.CandidateWeight > 0, "A candidate that was rolled back is never assigned again by that run.");
                Assert.True(next.Phase != Phase.Preparing || next.CandidateWeight == 0);
                Assert.Equal(10_000, plan.Weights(next).Values.Sum());
                Assert.True(next.Mirror == 0 || next.Phase == Phase.Shadowing, "Only a shadow copies.");
                rolledBack |= next.Phase is Phase.RollingBack or Phase.RolledBack;
                state = next;
            }
        }
    });

    [Fact]
    public void A_restart_at_any_moment_changes_nothing_but_the_way_back() => Story.Sample(story =>
    {
        RolloutState state = RolloutState.First;
        foreach ((Observation seen, Command? command, int seconds) in story)
        {
            state = RolloutMachine.Next(Canary(), state, seen, command, TimeSpan.FromSeconds(seconds));
            RolloutState recovered = state.Recovered();
            Assert.Equal(recovered.Phase == Phase.Preparing ? 0 : state.CandidateWeight, recovered.CandidateWeight);
            Assert.Equal(state.StepIndex, recovered.StepIndex);
            Assert.Equal(recovered.Phase, recovered.Recovered().Phase);
            Assert.Equal(recovered.Then, recovered.Recovered().Then);
        }
    });
}
