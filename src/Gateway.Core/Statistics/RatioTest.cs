using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Gateway.Core.Statistics;

/// <summary>Evidence that the candidate's bad rate is more (or less) than a multiple of the baseline's: tests A and C.</summary>
/// <remarks>
/// Anytime-valid: above 1/α with probability ≤ α under the null, however often one looks, under any drift of the base rate.
/// Source: Lindon &amp; Malek, <i>Anytime-Valid Inference for Multinomial Count Data</i>, NeurIPS 2022, two-arm case.
/// </remarks>
public sealed class RatioTest
{
    /// <summary>Alternatives, spaced geometrically up to 64 times the null; a multiple of four, for they are weighed four at a time.</summary>
    public const int Alternatives = 12;

    private readonly double _null;
    private readonly double[] _ratios = new double[Alternatives];
    private readonly double[] _logs = new double[Alternatives];

    private RatioTest(double ratio, double spread)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(ratio);
        _null = ratio;
        for (int k = 0; k < Alternatives; k++)
        {
            _logs[k] = (k + 1) * Math.Log(spread) / Alternatives;
            _ratios[k] = ratio * Math.Exp(_logs[k]);
        }
    }

    /// <summary>A. Null: the candidate's rate is at most <paramref name="ratio"/> (θ0) times the baseline's.</summary>
    public static RatioTest Worse(double ratio) => new(ratio, 64);

    /// <summary>C. Null: the candidate's rate is at least <paramref name="ratio"/> (θ1) times the baseline's.</summary>
    public static RatioTest NotWorse(double ratio) => new(ratio, 1.0 / 64);

    /// <param name="segments">Periods of constant weights; order does not matter.</param>
    /// <returns>Natural logarithm of an e-value: 0 without bad attempts, unbounded above. Crossed at ln(1/α).</returns>
    public double LogEvidence(ReadOnlySpan<BadCounts> segments)
    {
        Span<double> sums = stackalloc double[Alternatives];
        Span<double> terms = stackalloc double[Alternatives];
        foreach (BadCounts counts in segments)
        {
            if (counts.Bad > 0)
            {
                Terms(counts.CandidateShare, terms);
                Add(sums, counts, terms);
            }
        }

        return LogSum.Mean(sums);
    }

    /// <summary>What one bad attempt of either arm weighs at a share, per alternative: constant in a segment, so worth keeping.</summary>
    public void Terms(double candidateShare, Span<double> terms)
    {
        double before = candidateShare * _null + 1 - candidateShare;
        Span<Vector256<double>> fours = MemoryMarshal.Cast<double, Vector256<double>>(terms);
        for (int i = 0; i < fours.Length; i++)
        {
            Vector256<double> ratios = Vector256.Create(_ratios, i * Vector256<double>.Count);
            fours[i] = Vector256.Log(Vector256.Create(before) / (candidateShare * ratios + Vector256.Create(1 - candidateShare)));
        }
    }

    /// <summary>Adds one segment to the sums of the alternatives.</summary>
    public void Add(Span<double> sums, in BadCounts counts, ReadOnlySpan<double> terms)
    {
        for (int k = 0; k < Alternatives; k++)
        {
            sums[k] += counts.CandidateBad * _logs[k] + counts.Bad * terms[k];
        }
    }
}
