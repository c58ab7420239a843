using System.Collections.Immutable;
using System.Text.Json;
using Gateway.Analysis;
using Gateway.Api;
using Gateway.Contracts;
using Gateway.Core.Analysis;
using Gateway.Core.Models;
using Gateway.Core.Rollouts;
using Gateway.Registry;

namespace Gateway.Rollouts;

/// <summary>Makes a plan of what was asked for, the policy, and the model's traffic.</summary>
internal sealed class PlanResolver(ModelCatalog catalog, PolicyBook policies, TrafficHistory history)
{
    /// <exception cref="RefusedException">400 with everything that is wrong.</exception>
    public ResolvedPlan Resolve(TrafficRecord traffic, RolloutSpec asked, Strategy strategy, ImmutableArray<Step>? given = null)
    {
        List<ProblemItem> problems = [];
        List<string> warnings = [];
        string policy = asked.Policy ?? catalog.Settings(traffic.Model).Document.Policy;
        RolloutSpec spec = asked.Over(policies.Find(policy, problems).Over(PlanDefaults.Spec)) with { Policy = policy, Candidate = asked.Candidate };
        double rate = history.RequestsPerSecond(traffic.Model);
        VersionRecord? candidate = Candidate(traffic, spec, problems);
        string baseline = spec.Baseline ?? traffic.Baseline;
        if (traffic.Weights.GetValueOrDefault(baseline) == 0)
        {
            problems.Add(new ProblemItem("baseline", "must be a version that has weight", baseline));
        }

        Words(spec, problems);
        ImmutableArray<Guard> guards = Guards(asked, spec, candidate, rate, problems, warnings);
        double promote = Share(spec.AlphaPromote!.Value, "alphaPromote", problems);
        GuardSet set = new(Judged(guards, Share(spec.Alpha!.Value, "alpha", problems), problems), promote);
        set = LimitFreeze.Apply(set, history.Of(new VersionKey(traffic.Model, baseline)).Day());
        TimeSpan budget = StepReader.Duration(spec.StepBudget, default, "stepBudget", problems);
        ImmutableArray<Step> steps = given ?? StepReader.Read(spec.Steps!.Value, problems.Count == 0 ? set.MinSamples : 0, rate, budget, problems);
        Core.Rollouts.Bake bake = Bake(spec.Bake!, problems);
        TimeSpan most = StepReader.Duration(spec.MaxDuration, default, "maxDuration", problems);
        if (problems.Count > 0)
        {
            throw RefusedException.Invalid(problems);
        }

        if (rate == 0 && strategy == Strategy.Canary)
        {
            warnings.Add("The model has no traffic yet, so nothing can be said of how long this takes.");
        }

        RolloutPlan plan = new(
            new VersionKey(traffic.Model, baseline), candidate!.Key, strategy, steps, bake, set,
            Enum.Parse<OnInconclusive>(spec.OnInconclusive!, ignoreCase: true), spec.Rescue!.Value && catalog.Settings(traffic.Model).Document.Rescue, most);
        return new ResolvedPlan(plan, Written(spec, plan), [.. warnings], rate);
    }

    private VersionRecord? Candidate(TrafficRecord traffic, RolloutSpec spec, List<ProblemItem> problems)
    {
        if (spec.Candidate is not { } name)
        {
            problems.Add(new ProblemItem("candidate", "is missing: the version to roll out"));
            return null;
        }

        VersionRecord? version = catalog.Find(new VersionKey(traffic.Model, name));
        string? problem = version switch
        {
            null => "is no version of this model",
            _ when name == (spec.Baseline ?? traffic.Baseline) => "is the baseline already",
            { State: VersionState.Quarantined } when spec.Force != true => "was rolled back and is quarantined: retry that rollout, or say \"force\":true",
            { Incompatible: true } when spec.Force != true => "is not compatible with the baseline's clients: say \"force\":true if that is meant",
            { State: VersionState.Ready or VersionState.Quarantined } => null,
            _ => $"is {version.State.ToString().ToLowerInvariant()}, not ready",
        };
        if (problem is not null)
        {
            problems.Add(new ProblemItem("candidate", problem, name));
        }

        return version;
    }

    /// <summary>What is wrong with a plan's words and numbers, whatever the model: a policy with one of these would refuse every rollout.</summary>
    public static void Check(RolloutSpec spec, List<ProblemItem> problems)
    {
        Words(spec, problems);
        Share(spec.Alpha!.Value, "alpha", problems);
        Share(spec.AlphaPromote!.Value, "alphaPromote", problems);
        Bake(spec.Bake!, problems);
        StepReader.Duration(spec.StepBudget, default, "stepBudget", problems);
        StepReader.Duration(spec.MaxDuration, default, "maxDuration", problems);
    }

    private static void Words(RolloutSpec spec, List<ProblemItem> problems)
    {
        OneOf("strategy", spec.Strategy, problems, "canary");
        OneOf("onInconclusive", spec.OnInconclusive, problems, "wait", "hold");
        OneOf("ifRunning", spec.IfRunning, problems, "refuse", "replace");
        if (spec.Shadow is { ValueKind: not JsonValueKind.Null })
        {
            problems.Add(new ProblemItem("shadow", "is not in this build"));
        }

        if (spec.Then is not null)
        {
            problems.Add(new ProblemItem("then", "follows a shadow, which is not in this build", spec.Then));
        }
    }

    private static ImmutableArray<Guard> Guards(RolloutSpec asked, RolloutSpec spec, VersionRecord? candidate, double rate, List<ProblemItem> problems, List<string> warnings)
    {
        bool named = asked.Guards is not null;
        ImmutableArray<Guard> guards = GuardReader.Read(spec.Guards!, "guards", problems);
        bool foreign = candidate?.Source is VersionSource.Addresses;
        if (foreign)
        {
            foreach ((int index, Guard guard) in guards.Index().Where(guard => guard.Item.Measure == Measure.Invalid))
            {
                if (named)
                {
                    problems.Add(new ProblemItem($"guards[{index}]", "cannot be measured on hosts that something else runs: their answers are not decoded", guard.Text));
                }
                else
                {
                    warnings.Add($"{guard.Text} is left out: the answers of hosts that something else runs are not decoded.");
                }
            }

            guards = guards.RemoveAll(guard => guard.Measure == Measure.Invalid);
        }

        if (!named && rate > 0 && rate * 0.5 * 86_400 < RateTestNeeds && guards.Any(guard => guard.Text == PlanDefaults.Latency99))
        {
            warnings.Add($"{PlanDefaults.Latency95} stands for {PlanDefaults.Latency99}: the traffic is too low to judge a p99 within a day.");
            guards = guards.Replace(guards.First(guard => guard.Text == PlanDefaults.Latency99), GuardText.Parse(PlanDefaults.Latency95, out _)!);
        }

        if (problems.Count == 0 && guards.All(guard => !guard.Decides || guard.Measure != Measure.Errors))
        {
            problems.Add(new ProblemItem("guards", "must hold at least one on errors that rolls back or holds: nothing is promoted without evidence"));
        }

        return guards;
    }

    /// <summary>Attempts that a flawless candidate needs to pass a p99.</summary>
    private const long RateTestNeeds = 319;

    private static ImmutableArray<JudgedGuard> Judged(ImmutableArray<Guard> guards, double alpha, List<ProblemItem> problems)
    {
        if (problems.Count > 0)
        {
            return [];
        }

        try
        {
            ImmutableArray<double> shares = AlphaShares.Divide(guards, alpha);
            return [.. guards.Select((guard, index) => new JudgedGuard(guard, shares[index], (guard.Limit as Limit.Latency)?.Time))];
        }
        catch (ArgumentException problem)
        {
            problems.Add(new ProblemItem("guards", problem.Message.Split(" (Parameter")[0]));
            return [];
        }
    }

    private static Core.Rollouts.Bake Bake(BakeSpec spec, List<ProblemItem> problems)
    {
        if (spec.Guards is not null)
        {
            problems.Add(new ProblemItem("bake.guards", "are not in this build: a bake is judged by the rollout's guards"));
        }

        if (spec.OldWeight is < 0 or > 10 || decimal.Round(spec.OldWeight!.Value, 2) != spec.OldWeight)
        {
            problems.Add(new ProblemItem("bake.oldWeight", "must be from 0 to 10, with at most two decimals", $"{spec.OldWeight}"));
        }

        OneOf("bake.onInconclusive", spec.OnInconclusive, problems, "wait", "hold", "end");
        TimeSpan duration = StepReader.Duration(spec.Duration, default, "bake.duration", problems);
        return new Core.Rollouts.Bake(duration, (int)(spec.OldWeight.Value * 100), Enum.TryParse(spec.OnInconclusive, ignoreCase: true, out OnInconclusive end) ? end : default);
    }

    private static double Share(double alpha, string path, List<ProblemItem> problems)
    {
        if (alpha is > 0 and < 1)
        {
            return alpha;
        }

        problems.Add(new ProblemItem(path, "must be between 0 and 1", alpha.ToString(System.Globalization.CultureInfo.InvariantCulture)));
        return 0.5;
    }

    private static void OneOf(string path, string? value, List<ProblemItem> problems, params string[] words)
    {
        if (!words.Contains(value))
        {
            string later = (path, value) is ("strategy", "blueGreen" or "shadow") or ("onInconclusive", "shadow") ? " (not in this build)" : "";
            problems.Add(new ProblemItem(path, $"must be {string.Join(" or ", words)}{later}", value));
        }
    }

    private static RolloutSpec Written(RolloutSpec spec, RolloutPlan plan) => spec with
    {
        Baseline = plan.Baseline.Version,
        Strategy = JsonNamingPolicy.CamelCase.ConvertName(plan.Strategy.ToString()),
        Steps = StepReader.Write(plan.Steps),
        Guards = [.. plan.Guards.Guards.Select(guard => GuardReader.Write(guard.Guard))],
        Rescue = plan.Rescue,
    };
}
