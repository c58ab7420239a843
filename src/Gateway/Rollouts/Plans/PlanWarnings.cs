using Gateway.Core.Analysis;
using Gateway.Rollouts.Splits;

namespace Gateway.Rollouts.Plans;

/// <summary>What a plan does that its author may not have meant.</summary>
internal static class PlanWarnings
{
    public static IEnumerable<string> Of(TrafficRecord traffic, GuardSet guards, string baseline, string candidate)
    {
        foreach ((string version, int weight) in traffic.Weights.Where(weight => weight.Value > 0 && weight.Key != baseline && weight.Key != candidate))
        {
            yield return $"Version {version} has {weight / 100m:0.##} % now, which goes to the baseline: a rollout has two versions.";
        }

        if (!guards.Guards.Any(guard => guard.Guard.Decides && guard.Guard.Measure.IsLatency()))
        {
            yield return "No guard is on latency: a slower candidate is promoted on its errors alone.";
        }
    }
}
