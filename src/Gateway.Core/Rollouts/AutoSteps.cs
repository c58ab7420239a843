using System.Collections.Immutable;
using Gateway.Core.Analysis;
using Gateway.Core.Routing;

namespace Gateway.Core.Rollouts;

/// <summary>Steps <c>auto</c>: 1, 5, 25, 50 %, without the leading ones that the model's traffic cannot fill in time; 50 % always stays.</summary>
public static class AutoSteps
{
    public static readonly TimeSpan MinDuration = TimeSpan.FromSeconds(60);
    public static readonly TimeSpan MaxDuration = TimeSpan.FromHours(24);

    private const int Last = 5000;
    private static readonly int[] Weights = [100, 500, 2500, Last]; // basis points
    private static readonly TimeSpan ADay = TimeSpan.FromHours(24);

    /// <param name="minSamples">Of each step.</param>
    /// <param name="rate">The model's requests a second; 0: not known, so all steps stay.</param>
    /// <param name="budget">How long a step may take to fill.</param>
    public static ImmutableArray<Step> Of(long minSamples, double rate, TimeSpan budget) =>
    [
        .. Weights.Where(weight => weight == Last || rate == 0 || Seconds(minSamples, rate, weight) <= budget.TotalSeconds)
            .Select(weight => new Step(weight, MinDuration, minSamples, MaxDuration)),
    ];

    /// <summary>Even the heaviest step would take more than a day: copies come first, at once and of everything.</summary>
    public static bool CopiesFirst(ImmutableArray<Step> steps, double rate) =>
        rate > 0 && !steps.IsEmpty && Seconds(steps[^1].MinSamples, rate, steps[^1].Weight) > ADay.TotalSeconds;

    /// <summary>The phase of copies that nothing more was said of.</summary>
    /// <param name="guards">Of copies.</param>
    public static Step Copies(GuardSet? guards) => new(0, MinDuration, guards?.MinSamples ?? 0, MaxDuration, Mirror: TrafficSplit.Whole);

    private static double Seconds(long samples, double rate, int weight) => samples / (rate * weight / TrafficSplit.Whole);
}
