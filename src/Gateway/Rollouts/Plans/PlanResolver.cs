using System.Collections.Immutable;
using Gateway.Analysis.History;
using Gateway.Api;
using Gateway.Contracts;
using Gateway.Core.Analysis;
using Gateway.Core.Models;
using Gateway.Core.Names;
using Gateway.Core.Rollouts;
using Gateway.Core.Statistics;
using Gateway.Registry;
using Gateway.Rollouts.Splits;
using Gateway.Rollouts.Starts;

namespace Gateway.Rollouts.Plans;

/// <summary>Makes a plan of what was asked for, the policy, and the model's traffic.</summary>
internal sealed class PlanResolver(ModelCatalog catalog, PolicyBook policies, TrafficHistory history)
{
    private const double DefaultTolerance = 0.001;

    /// <param name="byHand">The one open step of a split set by hand; null: a rollout.</param>
    /// <exception cref="RefusedException">400 with everything that is wrong.</exception>
    public ResolvedPlan Resolve(TrafficRecord traffic, RolloutSpec asked, Step? byHand = null)
    {
        List<ProblemItem> problems = [];
        List<string> warnings = [];
        string policy = asked.Policy ?? catalog.Settings(traffic.Model).Document.Policy;
        RolloutSpec spec = ForStrategy(asked, asked.Over(policies.Find(policy, problems).Over(PlanDefaults.Spec))) with { Policy = policy, Candidate = asked.Candidate };
        double rate = history.RequestsPerSecond(traffic.Model);
        string baseline = spec.Baseline ?? traffic.Baseline;
        VersionRecord? candidate = Candidate(traffic, spec, baseline, problems);
        if (traffic.Weights.GetValueOrDefault(baseline) == 0)
        {
            problems.Add(new ProblemItem("baseline", "must be a version that has weight", baseline));
        }

        if (spec.Baseline is null && byHand is null && !traffic.Weights.ContainsValue(Core.Routing.TrafficSplit.Whole))
        {
            problems.Add(new ProblemItem("baseline", "is needed: no version has all the traffic"));
        }

        if (asked.Require is not null)
        {
            problems.Add(new ProblemItem("require", "is a policy's, not a rollout's"));
        }

        Words(spec, problems);
        RunGuards guards = PlanGuards.Read(asked, spec, candidate, catalog.Settings(traffic.Model).Document.DecodeOutputs, rate, byHand is null && PlanStages.MayCopy(spec), problems, warnings);
        (double alpha, double promote) = (Share(spec.Alpha!.Value, "alpha", problems), Share(spec.AlphaPromote!.Value, "alphaPromote", problems));
        ImmutableArray<Step> steps = byHand is not null ? [byHand] : Stages(spec, guards, alpha, promote, rate, problems);
        if (spec.OnInconclusive != "shadow" && !steps.Any(step => step.Mirror > 0))
        {
            guards = guards with { Copies = [] }; // no copies, so no share of α for them
        }

        LatencyHistogram day = history.Of(new VersionKey(traffic.Model, baseline)).Latencies(24);
        (GuardSet run, GuardSet? shadow, GuardSet? baked) = PlanGuards.Judged(guards, alpha, promote, problems);
        Core.Rollouts.Bake bake = Bake(spec.Bake!, spec, asked, problems);
        TimeSpan most = StepReader.Duration(spec.MaxDuration, default, "maxDuration", problems);
        if (problems.Count > 0)
        {
            throw RefusedException.Invalid(problems);
        }

        Strategy kind = byHand is null ? Kind(spec, steps) : Strategy.Manual;
        if (rate == 0 && kind != Strategy.Manual)
        {
            warnings.Add("The model has no traffic yet, so nothing can be said of how long this takes.");
        }

        if (kind != Strategy.Manual)
        {
            warnings.AddRange(PlanWarnings.Of(traffic, run, baseline, candidate!.Key.Version));
        }

        RolloutPlan plan = new(
            new VersionKey(traffic.Model, baseline), candidate!.Key, kind, steps, bake, run,
            Enum.Parse<OnInconclusive>(spec.OnInconclusive!, ignoreCase: true), spec.Rescue!.Value && catalog.Settings(traffic.Model).Document.Rescue, most)
        {
            ShadowGuards = shadow, BakeGuards = baked, Tolerance = spec.Shadow?.Tolerance ?? DefaultTolerance, Compare = PlanStages.Comparison(spec),
        };
        plan = plan.Freeze(set => LimitFreeze.Apply(set, day));
        return new ResolvedPlan(plan, Written(spec, plan), [.. warnings], rate);
    }

    private static ImmutableArray<Step> Stages(RolloutSpec spec, RunGuards guards, double alpha, double promote, double rate, List<ProblemItem> problems)
    {
        (GuardSet run, GuardSet? shadow, _) = PlanGuards.Judged(guards, alpha, promote, []);
        return PlanStages.Of(spec, run, shadow, rate, problems);
    }

    private VersionRecord? Candidate(TrafficRecord traffic, RolloutSpec spec, string baseline, List<ProblemItem> problems)
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
            _ when name == baseline => "is the baseline already",
            { State: VersionState.Quarantined } when spec.Force != true => "was rolled back and is quarantined: retry that rollout, or say \"force\":true",
            { Incompatible: true } when spec.Force != true => "is not compatible with the baseline's clients: say \"force\":true if that is meant",
            { State: VersionState.Ready or VersionState.Quarantined } => catalog.Find(new VersionKey(traffic.Model, baseline)) is { } other ? OneProtocol.Problem(version, other) : null,
            _ => $"is {version.State.ToString().ToLowerInvariant()}, not ready",
        };
        if (problem is not null)
        {
            problems.Add(new ProblemItem("candidate", problem, name));
        }

        return version;
    }

    /// <summary>A shadow that goes on as a canary is one, with a phase of copies before its steps.</summary>
    private static Strategy Kind(RolloutSpec spec, ImmutableArray<Step> steps) => spec.Strategy switch
    {
        "blueGreen" => Strategy.BlueGreen,
        "shadow" when steps.Length == 1 => Strategy.Shadow,
        _ => Strategy.Canary,
    };

    /// <summary>What is wrong with a plan's words and numbers, whatever the model: a policy with one of these would refuse every rollout.</summary>
    public static void Check(RolloutSpec spec, List<ProblemItem> problems)
    {
        Words(spec, problems);
        Share(spec.Alpha!.Value, "alpha", problems);
        Share(spec.AlphaPromote!.Value, "alphaPromote", problems);
        Bake(spec.Bake!, spec, spec, problems);
        StepReader.Duration(spec.StepBudget, default, "stepBudget", problems);
        StepReader.Duration(spec.MaxDuration, default, "maxDuration", problems);
    }

    /// <summary>A policy's words for a strategy of its own say nothing where another one is asked for; the caller's words stand, and are refused.</summary>
    private static RolloutSpec ForStrategy(RolloutSpec asked, RolloutSpec spec) => spec with
    {
        Preview = spec.Strategy == "blueGreen" ? spec.Preview : asked.Preview,
        Then = spec.Strategy == "shadow" ? spec.Then : asked.Then,
    };

    private static void Words(RolloutSpec spec, List<ProblemItem> problems)
    {
        OneOf("strategy", spec.Strategy, problems, "canary", "blueGreen", "shadow");
        OneOf("onInconclusive", spec.OnInconclusive, problems, "wait", "shadow", "hold");
        OneOf("ifRunning", spec.IfRunning, problems, "refuse", "replace");
        if (spec.Then is not null)
        {
            OneOf("then", spec.Then, problems, "canary");
        }

        if (spec.Then is not null && spec.Strategy != "shadow")
        {
            problems.Add(new ProblemItem("then", "follows a shadow, and the strategy is another", spec.Strategy));
        }

        if (spec.Preview is not null && spec.Strategy != "blueGreen")
        {
            problems.Add(new ProblemItem("preview", "is blue-green's, and the strategy is another", spec.Strategy));
        }
    }

    /// <summary>A blue-green bake is where its evidence comes from, so it does not end without unless that was asked for.</summary>
    private static Core.Rollouts.Bake Bake(BakeSpec spec, RolloutSpec whole, RolloutSpec asked, List<ProblemItem> problems)
    {
        if (spec.OldWeight is < 0 or > 10 || decimal.Round(spec.OldWeight!.Value, 2) != spec.OldWeight)
        {
            problems.Add(new ProblemItem("bake.oldWeight", "must be from 0 to 10, with at most two decimals", $"{spec.OldWeight}"));
        }

        OneOf("bake.onInconclusive", spec.OnInconclusive, problems, "wait", "hold", "end");
        TimeSpan duration = StepReader.Duration(spec.Duration, default, "bake.duration", problems);
        return new Core.Rollouts.Bake(duration, (int)(spec.OldWeight.Value * 100), whole.Strategy == "blueGreen" && asked.Bake?.OnInconclusive is null ? OnInconclusive.Wait
            : Enum.TryParse(spec.OnInconclusive, ignoreCase: true, out OnInconclusive end) ? end : default);
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
            problems.Add(new ProblemItem(path, $"must be {string.Join(" or ", words)}{NearestName.Hint(value ?? "", words)}", value));
        }
    }

    private static RolloutSpec Written(RolloutSpec spec, RolloutPlan plan)
    {
        ImmutableArray<Step> weighted = plan.Steps.RemoveAll(step => step.Weight == 0);
        return spec with
        {
            Baseline = plan.Baseline.Version,
            Steps = weighted.IsEmpty ? spec.Steps : StepReader.Write(weighted),
            Shadow = spec.Strategy != "blueGreen" && plan.Steps.FirstOrDefault(step => step.Shadows) is { } copies
                ? (spec.Shadow ?? new ShadowSpec()) with
                {
                    Percent = copies.Mirror / 100m, MinDuration = Durations.Format(copies.MinDuration), MinSamples = copies.MinSamples, MaxDuration = Durations.Format(copies.MaxDuration),
                }
                : spec.Shadow,
            Guards = [.. plan.Guards.Guards.Concat(OnCopies(spec, plan)).Select(guard => GuardReader.Write(guard.Guard))],
            Rescue = plan.Rescue,
        };
    }

    /// <summary>Guards that were named among the run's and are judged on copies.</summary>
    private static IEnumerable<JudgedGuard> OnCopies(RolloutSpec spec, RolloutPlan plan) =>
        plan.ShadowGuards?.Guards.Where(guard => guard.Guard.Measure == Measure.Disagreements && spec.Guards!.Any(named => GuardReader.Names(named, guard.Guard))) ?? [];
}
