using Gateway.Contracts;
using Gateway.Core.Rollouts;

namespace Gateway.Rollouts;

/// <summary>What a plan will take and risk at today's traffic.</summary>
internal static class PlanPreview
{
    public static RolloutPreview Of(ResolvedPlan resolved)
    {
        StepPreview[] steps = [.. resolved.Plan.Steps.Select(step => new StepPreview(step.Weight / 100m, step.MinSamples, Time(step, resolved.Rate) is { } time ? Durations.Format(time) : null))];
        TimeSpan?[] times = [.. resolved.Plan.Steps.Select(step => Time(step, resolved.Rate))];
        double whole = times.Sum(time => time?.TotalSeconds ?? 0);
        double risked = resolved.Plan.Steps.Zip(times).Sum(pair => pair.First.Weight / 10_000.0 * (pair.Second?.TotalSeconds ?? 0));
        return new RolloutPreview(resolved.Spec, steps, whole > 0 ? Math.Round((decimal)(100 * risked / whole), 2) : steps.Length > 0 ? steps[^1].Weight : 0, resolved.Warnings);
    }

    private static TimeSpan? Time(Step step, double rate)
    {
        if (rate <= 0)
        {
            return null;
        }

        double seconds = Math.Min(3e8, step.MinSamples / (rate * step.Weight / 10_000));
        return TimeSpan.FromSeconds(Math.Ceiling(Math.Max(seconds, step.MinDuration.TotalSeconds)));
    }
}
