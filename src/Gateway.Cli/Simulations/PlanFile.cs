using System.Collections.Immutable;
using System.Text.Json;
using Gateway.Contracts;
using Gateway.Core.Analysis;
using Gateway.Core.Models;
using Gateway.Core.Rollouts;

namespace Gateway.Cli.Simulations;

/// <summary>A resolved plan, as <c>?dryRun=true</c>, a rollout and its evidence hold it: nothing here fills in a default.</summary>
internal static class PlanFile
{
    private const string Advice = "Ask the gateway: gwctl rollout start MODEL VERSION --dry-run -o json > PLAN.json.";

    /// <exception cref="UsageException">It is not resolved, or holds what a simulation does not do; all that is wrong.</exception>
    public static RolloutPlan Read(string json)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        JsonElement plan = document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("plan", out JsonElement inner) ? inner : document.RootElement;
        RolloutSpec spec = plan.Deserialize<RolloutSpec>(ContractJson.Options) ?? throw new UsageException($"This is no plan. {Advice}");
        List<string> problems = [];
        if (spec.Candidate is null)
        {
            problems.Add("candidate is missing");
        }

        if (spec.Strategy is not ("canary" or "shadow"))
        {
            problems.Add("only a canary or a shadow can be simulated");
        }

        ImmutableArray<Step> steps = PlanSteps.Read(spec, problems);
        bool copies = spec.OnInconclusive == "shadow" || steps.Any(step => step.Mirror > 0);
        (GuardSet live, GuardSet? onCopies, GuardSet? baked) = PlanGuards.Read(spec, copies, problems);
        Bake bake = new(Time(spec.Bake?.Duration, "bake.duration", problems), (int)((spec.Bake?.OldWeight ?? 0) * 100), Word(spec.Bake?.OnInconclusive, "bake.onInconclusive", "wait, hold or end", problems));
        TimeSpan most = Time(spec.MaxDuration, "maxDuration", problems);
        OnInconclusive undecided = Word(spec.OnInconclusive, "onInconclusive", "wait, shadow or hold", problems);
        if (problems.Count > 0)
        {
            throw new UsageException(string.Join(Environment.NewLine, problems.Distinct()) + Environment.NewLine + Advice);
        }

        Strategy strategy = spec.Strategy == "shadow" && steps.Length == 1 ? Strategy.Shadow : Strategy.Canary;
        return new RolloutPlan(new VersionKey("model", spec.Baseline ?? "baseline"), new VersionKey("model", spec.Candidate!), strategy, steps, bake, live, undecided, spec.Rescue ?? true, most)
        {
            ShadowGuards = onCopies, BakeGuards = baked,
        };
    }

    public static TimeSpan Time(string? text, string path, List<string> problems)
    {
        if (!Durations.TryParse(text, out TimeSpan time))
        {
            problems.Add($"{path} must be {Durations.Form}");
        }

        return time;
    }

    private static OnInconclusive Word(string? text, string path, string words, List<string> problems)
    {
        if (!Enum.TryParse(text, ignoreCase: true, out OnInconclusive word))
        {
            problems.Add($"{path} must be {words}");
        }

        return word;
    }
}
