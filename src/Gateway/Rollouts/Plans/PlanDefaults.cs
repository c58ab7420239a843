using System.Text.Json;
using Gateway.Contracts;
using Gateway.Core.Analysis;

namespace Gateway.Rollouts.Plans;

/// <summary>The policy <c>default</c>, spelled out.</summary>
internal static class PlanDefaults
{
    public static RolloutSpec Spec { get; } = new()
    {
        Strategy = "canary",
        Steps = JsonSerializer.SerializeToElement("auto"),
        Guards = [.. DefaultGuards.Texts.Select(guard => JsonSerializer.SerializeToElement(guard))],
        Bake = new BakeSpec { Duration = "15m", OldWeight = 2, OnInconclusive = "end" },
        OnInconclusive = "wait",
        Rescue = true,
        IfRunning = "refuse",
        MaxDuration = "7d",
        StepBudget = "1h",
        Alpha = 0.01,
        AlphaPromote = 0.05,
    };

    /// <summary>What is absent comes from the next in line.</summary>
    public static RolloutSpec Over(this RolloutSpec spec, RolloutSpec below) => spec with
    {
        Baseline = spec.Baseline ?? below.Baseline,
        Strategy = spec.Strategy ?? below.Strategy,
        Steps = spec.Steps ?? below.Steps,
        Guards = spec.Guards ?? below.Guards,
        Shadow = spec.Shadow ?? below.Shadow,
        Preview = spec.Preview ?? below.Preview,
        Bake = spec.Bake is null ? below.Bake : spec.Bake with
        {
            Duration = spec.Bake.Duration ?? below.Bake?.Duration,
            OldWeight = spec.Bake.OldWeight ?? below.Bake?.OldWeight,
            Guards = spec.Bake.Guards ?? below.Bake?.Guards,
            OnInconclusive = spec.Bake.OnInconclusive ?? below.Bake?.OnInconclusive,
        },
        OnInconclusive = spec.OnInconclusive ?? below.OnInconclusive,
        Rescue = spec.Rescue ?? below.Rescue,
        IfRunning = spec.IfRunning ?? below.IfRunning,
        MaxDuration = spec.MaxDuration ?? below.MaxDuration,
        StepBudget = spec.StepBudget ?? below.StepBudget,
        Alpha = spec.Alpha ?? below.Alpha,
        AlphaPromote = spec.AlphaPromote ?? below.AlphaPromote,
        Then = spec.Then ?? below.Then,
    };
}
