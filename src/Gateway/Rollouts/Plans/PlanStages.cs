using System.Collections.Immutable;
using System.Text.Json;
using Gateway.Contracts;
using Gateway.Core.Analysis;
using Gateway.Core.Models;
using Gateway.Core.Names;
using Gateway.Core.Rollouts;
using Gateway.Core.Routing;

namespace Gateway.Rollouts.Plans;

/// <summary>The stages that each strategy goes through on its way to 100 %.</summary>
internal static class PlanStages
{
    private const long Previewed = 20;
    private static readonly Dictionary<string, AnswerComparison> Comparisons = new() { ["values"] = AnswerComparison.Values, ["argmax"] = AnswerComparison.Argmax };

    /// <summary>Copies may be asked for: explicitly, by the strategy, or because the traffic is low.</summary>
    public static bool MayCopy(RolloutSpec spec) =>
        spec.Strategy is "shadow" or "blueGreen" || spec.Shadow is not null || spec.OnInconclusive == "shadow" || IsAuto(spec);

    public static AnswerComparison Comparison(RolloutSpec spec) => Comparisons.GetValueOrDefault(spec.Shadow?.Compare ?? "values");

    public static ImmutableArray<Step> Of(RolloutSpec spec, GuardSet guards, GuardSet? shadow, double rate, List<ProblemItem> problems)
    {
        Comparing(spec.Shadow ?? new ShadowSpec(), problems);
        TimeSpan budget = StepReader.Duration(spec.StepBudget, default, "stepBudget", problems);
        ImmutableArray<Step> steps = StepReader.Read(spec.Steps!.Value, problems.Count == 0 ? guards.MinSamples : 0, rate, budget, problems);
        return spec.Strategy switch
        {
            "blueGreen" => [.. Preview(spec.Preview, problems), .. IsAuto(spec) ? [] : steps],
            "shadow" => [Shadow(spec.Shadow, shadow, rate, problems), .. spec.Then == "canary" ? steps : []],
            _ when spec.Shadow is not null || IsAuto(spec) && AutoSteps.CopiesFirst(steps, rate) => [Shadow(spec.Shadow, shadow, rate, problems), .. steps],
            _ => steps,
        };
    }

    private static bool IsAuto(RolloutSpec spec) => spec.Steps is { ValueKind: JsonValueKind.String };

    /// <summary>How the answers of copies are compared, whichever stage makes them.</summary>
    private static void Comparing(ShadowSpec spec, List<ProblemItem> problems)
    {
        if (spec.Tolerance is < 0 or > 1)
        {
            problems.Add(new ProblemItem("shadow.tolerance", "must be from 0 to 1", $"{spec.Tolerance}"));
        }

        if (spec.Compare is not null && !Comparisons.ContainsKey(spec.Compare))
        {
            problems.Add(new ProblemItem("shadow.compare", $"must be {string.Join(" or ", Comparisons.Keys)}{NearestName.Hint(spec.Compare, Comparisons.Keys)}", spec.Compare));
        }
    }

    private static Step Shadow(ShadowSpec? given, GuardSet? guards, double rate, List<ProblemItem> problems)
    {
        ShadowSpec spec = given ?? new ShadowSpec();
        decimal percent = spec.Percent ?? 100;
        if (percent is <= 0 or > 100 || decimal.Round(percent, 2) != percent)
        {
            problems.Add(new ProblemItem("shadow.percent", "must be above 0 and at most 100, with at most two decimals", $"{percent}"));
        }

        if (spec.MinSamples < 0)
        {
            problems.Add(new ProblemItem("shadow.minSamples", "must not be negative", $"{spec.MinSamples}"));
        }

        TimeSpan min = StepReader.Duration(spec.MinDuration, AutoSteps.MinDuration, "shadow.minDuration", problems);
        long samples = spec.MinSamples ?? guards?.MinSamples ?? 0;
        int mirror = problems.Count == 0 ? (int)(percent * 100) : TrafficSplit.Whole;
        TimeSpan max = StepReader.Duration(spec.MaxDuration, AutoSteps.Longest(samples, rate, mirror), "shadow.maxDuration", problems);
        return new Step(0, min, samples, max, Mirror: mirror);
    }

    /// <summary>Copies of real requests first, then a gate if there is one; without either the switch is immediate.</summary>
    private static IEnumerable<Step> Preview(PreviewSpec? spec, List<ProblemItem> problems)
    {
        long requests = spec?.Requests ?? Previewed;
        if (requests < 0)
        {
            problems.Add(new ProblemItem("preview.requests", "must not be negative", $"{requests}"));
        }

        Gate? gate = GateReader.Read(spec?.Gate, "preview.gate", problems);
        return requests > 0 || gate is not null
            ? [new Step(0, TimeSpan.Zero, Math.Max(0, requests), AutoSteps.MaxDuration, gate, requests > 0 ? TrafficSplit.Whole : 0)]
            : [];
    }
}
