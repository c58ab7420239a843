using Gateway.Contracts;
using Gateway.Core.Rollouts;
using Gateway.Core.Routing;

namespace Gateway.Rollouts.Plans;

/// <summary>What a plan will take and risk at today's traffic.</summary>
internal static class PlanPreview
{
    public static RolloutPreview Of(ResolvedPlan resolved)
    {
        StepPreview[] steps = [.. resolved.Plan.Steps.Select(step => new StepPreview(step.Weight / 100m, step.MinSamples, Time(step, resolved.Rate) is { } time ? Durations.Format(time) : null))];
        TimeSpan?[] times = [.. resolved.Plan.Steps.Select(step => Time(step, resolved.Rate))];
        double whole = times.Sum(time => time?.TotalSeconds ?? 0);
        double risked = resolved.Plan.Steps.Zip(times).Sum(pair => pair.First.Weight / (double)TrafficSplit.Whole * (pair.Second?.TotalSeconds ?? 0));
        return new RolloutPreview(resolved.Spec, steps, whole > 0 ? Math.Round((decimal)(100 * risked / whole), 2) : steps.Length > 0 ? steps[^1].Weight : 0, resolved.Warnings);
    }

    private static TimeSpan? Time(Step step, double rate)
    {
        if (rate <= 0)
        {
            return null;
        }

        double share = (step.Shadows ? step.Mirror : step.Weight) / (double)TrafficSplit.Whole;
        double seconds = step.MinSamples == 0 ? 0 : Math.Min(3e8, step.MinSamples / (rate * share));
        return TimeSpan.FromSeconds(Math.Ceiling(Math.Max(seconds, step.MinDuration.TotalSeconds)));
    }
}
