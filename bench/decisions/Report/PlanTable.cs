using System.Globalization;
using System.Text;
using Gateway.Core.Rollouts;
using Gateway.Core.Routing;
using Gateway.Core.Simulation;

namespace Gateway.Decisions.Report;

/// <summary>What the default plan is at each rate, for it explains the times.</summary>
internal static class PlanTable
{
    public static void Write(StringBuilder text)
    {
        text.AppendLine("## The plan at each rate").AppendLine();
        text.AppendLine("Steps `auto`: 1, 5, 25, 50 %, without the leading ones that the traffic cannot fill within an hour; a step is filled by what a flawless candidate").AppendLine(
            "needs to pass. So the slowest ramp is where a step just fits its hour: at 10/s most of the time to promotion is the step of 1 %, in which one").AppendLine(
            "request in a hundred is at risk; at 1/s it does not fit and is left out. That is what the rule says; `stepBudget` trades the one for the other.").AppendLine();
        text.AppendLine("| | steps (time to fill) | latency guard |").AppendLine("|---|---|---|");
        foreach ((string name, double rate) in Rates.All.Select(rate => (rate.Name, rate.PerSecond)).Prepend(("10/h", 10 / 3600.0)))
        {
            RolloutPlan plan = DefaultPlan.Of(rate);
            text.AppendLine($"| {name} | {string.Join(" · ", plan.Steps.Select(step => Of(step, rate)))} | {plan.Guards.Guards.First(guard => guard.Waits).Guard.Text} |");
        }

        text.AppendLine();
    }

    private static string Of(Step step, double rate)
    {
        int share = step.Shadows ? step.Mirror : step.Weight;
        double seconds = Math.Max(step.MinDuration.TotalSeconds, step.MinSamples / (rate * share / TrafficSplit.Whole));
        return string.Create(CultureInfo.InvariantCulture, $"{(step.Shadows ? "copies of " : "")}{share / 100.0} % ({Figures.Time(seconds)})");
    }
}
