namespace Gateway.Core.Analysis;

/// <summary>What is known of each measure.</summary>
public static class Measures
{
    private static readonly Measure[] All = Enum.GetValues<Measure>();

    public static string Name(this Measure measure) =>
        measure == Measure.P999 ? "p99.9" : measure.ToString().ToLowerInvariant();

    public static bool IsLatency(this Measure measure) => measure is Measure.P50 or Measure.P95 or Measure.P99 or Measure.P999;

    /// <summary>What a guard does where its text stands alone: clients give up for reasons of their own.</summary>
    public static GuardAction DefaultAction(this Measure measure) => measure == Measure.Aborts ? GuardAction.Hold : GuardAction.Rollback;

    /// <summary>The share of attempts that may be slower than the limit: "p99 ≤ 250 ms" is "at most 1 % slower than 250 ms".</summary>
    public static double AllowedSlow(this Measure measure) => measure switch
    {
        Measure.P50 => 0.5,
        Measure.P95 => 0.05,
        Measure.P99 => 0.01,
        Measure.P999 => 0.001,
        _ => throw new ArgumentOutOfRangeException(nameof(measure), measure, "Not a latency."),
    };

    /// <summary>Attempts of the baseline from which its quantile may be frozen.</summary>
    public static long AttemptsToFreeze(this Measure measure) => measure switch
    {
        Measure.P50 => 100,
        Measure.P95 => 300,
        Measure.P999 => 10_000,
        _ => 1_000,
    };

    /// <summary>A bad attempt, in the words of a report.</summary>
    public static string Past(this Measure measure) => measure switch
    {
        Measure.Errors => "failed",
        Measure.Rejections => "were rejected",
        Measure.Timeouts => "timed out",
        Measure.Aborts => "were given up",
        Measure.Invalid => "were invalid",
        Measure.Disagreements => "disagreed",
        Measure.Wrong => "were wrong",
        _ => "slower",
    };

    public static bool TryParse(string name, out Measure measure)
    {
        int index = Array.FindIndex(All, known => known.Name() == name);
        measure = All[Math.Max(index, 0)];
        return index >= 0;
    }

    public static IEnumerable<string> Names => All.Select(Name);
}
