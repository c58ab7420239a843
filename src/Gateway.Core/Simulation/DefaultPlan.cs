using System.Collections.Immutable;
using Gateway.Core.Analysis;
using Gateway.Core.Models;
using Gateway.Core.Rollouts;

namespace Gateway.Core.Simulation;

/// <summary>Plans as the policy <c>default</c> resolves them.</summary>
public static class DefaultPlan
{
    private const double Alpha = 0.01;
    private const double AlphaPromote = 0.05;

    private static readonly TimeSpan StepBudget = TimeSpan.FromHours(1);

    /// <param name="rate">The model's requests a second.</param>
    /// <param name="weights">Of the steps, basis points; null: <c>auto</c>.</param>
    /// <param name="guards">Null: the defaults.</param>
    /// <param name="copies">Copies come first, whatever the traffic is.</param>
    public static RolloutPlan Of(double rate, IReadOnlyList<int>? weights = null, IEnumerable<string>? guards = null, bool copies = false)
    {
        ImmutableArray<Guard> live = [.. guards?.Select(Read) ?? DefaultGuards.At(rate).Select(Read)];
        RunGuards all = new(live, [.. RunGuards.OnCopies(live)], []);
        (GuardSet set, GuardSet? onCopies, _) = all.Judged(Alpha, AlphaPromote);
        ImmutableArray<Step> steps = weights is null
            ? AutoSteps.Of(set.MinSamples, rate, StepBudget)
            : [.. weights.Select(weight => new Step(weight, AutoSteps.MinDuration, set.MinSamples, AutoSteps.MaxDuration))];
        if (copies || weights is null && AutoSteps.CopiesFirst(steps, rate))
        {
            steps = steps.Insert(0, AutoSteps.Copies(onCopies, rate));
        }
        else
        {
            (set, onCopies, _) = (all with { Copies = [] }).Judged(Alpha, AlphaPromote);
        }

        return new RolloutPlan(
            new VersionKey("model", "1"), new VersionKey("model", "2"), Strategy.Canary, steps, new Bake(TimeSpan.FromMinutes(15), 200, OnInconclusive.End), set, OnInconclusive.Wait, Rescue: true, TimeSpan.FromDays(7))
        {
            ShadowGuards = onCopies,
        };
    }

    private static Guard Read(string text) => GuardText.Parse(text, out string? problem) is { } guard
        ? guard with { Action = guard.Measure.DefaultAction() }
        : throw new ArgumentException(problem, nameof(text));
}
