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
    private const double MostHours = 24 * 365;
    private static readonly int[] Weights = [100, 500, 2500, Last]; // basis points

    /// <param name="minSamples">Of each step.</param>
    /// <param name="rate">The model's requests a second; 0: not known, so all steps stay.</param>
    /// <param name="budget">How long a step may take to fill.</param>
    public static ImmutableArray<Step> Of(long minSamples, double rate, TimeSpan budget) =>
    [
        .. Weights.Where(weight => weight == Last || rate == 0 || Seconds(minSamples, rate, weight) <= budget.TotalSeconds)
            .Select(weight => new Step(weight, MinDuration, minSamples, Longest(minSamples, rate, weight))),
    ];

    /// <summary>Even the heaviest step would take more than a day: copies come first, at once and of everything.</summary>
    public static bool CopiesFirst(ImmutableArray<Step> steps, double rate) =>
        rate > 0 && !steps.IsEmpty && Seconds(steps[^1].MinSamples, rate, steps[^1].Weight) > MaxDuration.TotalSeconds;

    /// <summary>The phase of copies that nothing more was said of.</summary>
    /// <param name="guards">Of copies.</param>
    public static Step Copies(GuardSet? guards, double rate)
    {
        long samples = guards?.MinSamples ?? 0;
        return new Step(0, MinDuration, samples, Longest(samples, rate, TrafficSplit.Whole), Mirror: TrafficSplit.Whole);
    }

    /// <returns>A day, or twice what today's traffic needs where that is more, in whole hours: a step that cannot be done in its time would always be held.</returns>
    public static TimeSpan Longest(long samples, double rate, int share)
    {
        double hours = rate > 0 ? Math.Ceiling(2 * Seconds(samples, rate, share) / 3600) : 0;
        return hours > MaxDuration.TotalHours ? TimeSpan.FromHours(Math.Min(hours, MostHours)) : MaxDuration;
    }

    private static double Seconds(long samples, double rate, int weight) => samples / (rate * weight / TrafficSplit.Whole);
}
