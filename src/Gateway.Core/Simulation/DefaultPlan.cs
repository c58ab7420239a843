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
    /// <param name="steps">Basis points; null: <c>auto</c>.</param>
    /// <param name="guards">Null: the defaults.</param>
    public static RolloutPlan Of(double rate, IReadOnlyList<int>? steps = null, IEnumerable<string>? guards = null)
    {
        Guard[] read = [.. (guards ?? DefaultGuards.Texts).Select(text => Read(DefaultGuards.FitsP99(rate) || guards is not null || text != DefaultGuards.Latency99 ? text : DefaultGuards.Latency95))];
        ImmutableArray<double> shares = AlphaShares.Divide(read, Alpha);
        GuardSet set = new([.. read.Select((guard, index) => new JudgedGuard(guard, shares[index], (guard.Limit as Limit.Latency)?.Time))], AlphaPromote);
        return new RolloutPlan(
            new VersionKey("model", "1"),
            new VersionKey("model", "2"),
            Strategy.Canary,
            steps is null
                ? AutoSteps.Of(set.MinSamples, rate, StepBudget)
                : [.. steps.Select(weight => new Step(weight, AutoSteps.MinDuration, set.MinSamples, AutoSteps.MaxDuration))],
            new Bake(TimeSpan.FromMinutes(15), 200, OnInconclusive.End),
            set,
            OnInconclusive.Wait,
            Rescue: true,
            TimeSpan.FromDays(7));
    }

    private static Guard Read(string text) => GuardText.Parse(text, out string? problem) ?? throw new ArgumentException(problem, nameof(text));
}
