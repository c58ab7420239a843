using System.Globalization;
using Gateway.Core.Analysis;

namespace Gateway.Core.Rollouts;

/// <summary>What stands between a rollout and its next stage, in words.</summary>
public static class WaitingFor
{
    public static IEnumerable<string> Next(RolloutPlan plan, RolloutState state, Observation seen)
    {
        switch (state.Phase)
        {
            case Phase.Preparing:
                return [$"a ready host of version {plan.Candidate.Version}"];
            case Phase.Progressing or Phase.Shadowing when plan.Strategy != Strategy.Manual:
                return Step(plan, state, seen);
            case Phase.Baking:
                return Left("the bake", plan.Bake.Duration - state.InPhase).Concat(Suspects(seen));
            case Phase.Held when state.HeldBecause == HeldBecause.Gate:
                return [plan.Steps[state.StepIndex].Gate == Gate.Manual ? "an approval" : "an operator's word"];
            case Phase.RollingBack:
                return ["requests in flight"];
            default:
                return Suspects(seen);
        }
    }

    private static IEnumerable<string> Step(RolloutPlan plan, RolloutState state, Observation seen)
    {
        Step step = plan.Steps[state.StepIndex];
        long samples = StepRules.Samples(step, state, seen);
        IEnumerable<string> waiting = Left("minDuration", step.MinDuration - state.InStep).Concat(Suspects(seen));
        if (samples < step.MinSamples)
        {
            waiting = waiting.Append(string.Create(CultureInfo.InvariantCulture, $"minSamples: {samples} of {step.MinSamples}"));
        }

        if (step.Gate?.Url is { } url && StepRules.Done(step, state, seen))
        {
            // a query may hold a token
            waiting = waiting.Append($"the gate {new Uri(url).GetLeftPart(UriPartial.Path)}");
        }

        return state.StepIndex + 1 == plan.Steps.Length && plan.Strategy == Strategy.Canary
            ? waiting.Concat(StepRules.Missing(seen).Select(kind => $"a passed guard for {kind}"))
            : waiting;
    }

    private static IEnumerable<string> Left(string what, TimeSpan left) =>
        left > TimeSpan.Zero ? [string.Create(CultureInfo.InvariantCulture, $"{what}: {Math.Ceiling(left.TotalSeconds):0} s left")] : [];

    private static IEnumerable<string> Suspects(Observation seen) => seen.Judgements
        .Where(judgement => judgement.Guard.Guard.Decides && judgement.Verdict == Verdict.Suspect)
        .Select(judgement => $"{judgement.Guard.Guard.Text}: suspect");
}
