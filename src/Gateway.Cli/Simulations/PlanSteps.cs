using System.Collections.Immutable;
using System.Text.Json;
using Gateway.Contracts;
using Gateway.Core.Rollouts;

namespace Gateway.Cli.Simulations;

/// <summary>The stages of a resolved plan. Gates are taken as open: who opens them is not simulated.</summary>
internal static class PlanSteps
{
    public static ImmutableArray<Step> Read(RolloutSpec spec, List<string> problems)
    {
        ImmutableArray<Step> copies = spec.Shadow is { } shadow && (spec.Strategy == "shadow" || spec.Shadow.MinSamples is not null) ? [Copies(shadow, problems)] : [];
        if (spec.Strategy == "shadow" && spec.Then != "canary")
        {
            return copies;
        }

        if (spec.Steps is not { ValueKind: JsonValueKind.Array } steps || steps.GetArrayLength() == 0)
        {
            problems.Add("steps is not resolved: it must be a list");
            return copies;
        }

        return
        [
            .. copies,
            .. steps.Deserialize<StepSpec[]>(ContractJson.Options)!.Select((step, index) => new Step(
                (int)(step.Weight * 100),
                PlanFile.Time(step.MinDuration, $"steps[{index}].minDuration", problems),
                step.MinSamples ?? 0,
                PlanFile.Time(step.MaxDuration, $"steps[{index}].maxDuration", problems))),
        ];
    }

    private static Step Copies(ShadowSpec shadow, List<string> problems)
    {
        if (shadow.Percent is not (> 0 and <= 100) || shadow.MinSamples is null)
        {
            problems.Add("shadow is not resolved: percent and minSamples must be given");
        }

        return new Step(
            0, PlanFile.Time(shadow.MinDuration, "shadow.minDuration", problems), shadow.MinSamples ?? 0, PlanFile.Time(shadow.MaxDuration, "shadow.maxDuration", problems), Mirror: (int)((shadow.Percent ?? 0) * 100));
    }
}
