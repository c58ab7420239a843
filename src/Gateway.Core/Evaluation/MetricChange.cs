using Gateway.Core.Statistics;

namespace Gateway.Core.Evaluation;

/// <summary>One figure of two models on the same rows.</summary>
/// <param name="Change">Candidate − baseline.</param>
/// <param name="Range">Of the change, 95 %, from rows drawn anew for both at once.</param>
/// <param name="P">How likely at least such a change is between equals, two-sided; NaN: no test of its own, the range decides.</param>
/// <param name="Test">What <paramref name="P"/> is of.</param>
public sealed record MetricChange(string Name, double Baseline, double Candidate, double Change, Interval Range, double P, string Test, bool HigherIsBetter)
{
    /// <summary>How much worse the candidate may be in truth: ≥ 0 in the metric's own units.</summary>
    public double Loss => HigherIsBetter ? -Change : Change;

    public Interval LossRange => HigherIsBetter ? new Interval(-Range.High, -Range.Low) : Range;

    /// <summary>It is better or worse beyond chance.</summary>
    public bool Significant => !Range.Contains(0) && (double.IsNaN(P) || P < 0.05);
}
