using Gateway.Core.Statistics;

namespace Gateway.Core.Analysis;

/// <summary>A guard as one run judges it: its share of α, and its latency limit frozen.</summary>
/// <param name="Alpha">Probability of a failure by chance, over the whole run.</param>
/// <param name="FrozenLimit">What is slow; null for other measures, and until the baseline's quantile is known.</param>
/// <param name="Shadow">Judged on copies alone.</param>
public sealed record JudgedGuard(Guard Guard, double Alpha, TimeSpan? FrozenLimit, bool Shadow = false)
{
    /// <summary>Three bad attempts in 300 000 against none are not worth a rollback.</summary>
    private const double LeastRate = 0.0005;

    private readonly RatioTest _worse = RatioTest.Worse(ThetaOf(guard: Guard));
    private readonly RatioTest _notWorse = RatioTest.NotWorse(Math.Max(2, ThetaOf(guard: Guard)));

    /// <summary>Of the integers that it is judged on.</summary>
    public string Counter => Shadow ? "shadow " + Guard.Counter : Guard.Counter;

    /// <summary>ln(1/α): failed at this.</summary>
    public double Threshold { get; } = Math.Log(1 / Alpha);

    /// <summary>θ0 of test A: the factor of a relative guard, 1 for limits.</summary>
    public double Theta => ThetaOf(Guard);

    /// <summary>The share that may be bad; 0 for "the first one"; null for a relative rate.</summary>
    public double? Rate => Guard.Limit switch
    {
        Limit.Rate rate => rate.Share,
        _ when Guard.Measure.IsLatency() => Guard.Measure.AllowedSlow(),
        _ => null,
    };

    /// <summary>A latency relative to the baseline whose quantile is not known yet: nothing counts for it.</summary>
    public bool Waits => Guard.Measure.IsLatency() && FrozenLimit is null;

    public RatioTest Worse => _worse;

    public RatioTest NotWorse => _notWorse;

    /// <summary>C with θ1 = 1: the candidate is better than the baseline.</summary>
    public static RatioTest Better { get; } = RatioTest.NotWorse(1);

    /// <summary>The share that test B compares with.</summary>
    public double LimitRate => Rate is { } rate and > 0 ? rate : LeastRate;

    public JudgedGuard Freeze(TimeSpan limit) => this with { FrozenLimit = limit };

    private static double ThetaOf(Guard guard) => guard is { Limit: Limit.TimesBaseline times, Measure: var measure } && !measure.IsLatency() ? times.Factor : 1;
}
