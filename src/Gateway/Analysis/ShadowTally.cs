using Gateway.Core.Inference;
using Gateway.Contracts;

namespace Gateway.Analysis;

/// <summary>What a run's copies have shown so far; off the request path.</summary>
internal sealed class ShadowTally
{
    private const int Kept = 10;
    private const int Shown = 10;

    private readonly Lock _gate = new();
    private ShadowTotals _totals = ShadowTotals.None;

    public void Load(ShadowTotals saved)
    {
        lock (_gate)
        {
            _totals = saved;
        }
    }

    public ShadowTotals Save()
    {
        lock (_gate)
        {
            return _totals;
        }
    }

    public void Drop()
    {
        lock (_gate)
        {
            _totals = _totals with { Dropped = _totals.Dropped + 1 };
        }
    }

    /// <param name="difference">Null: there was nothing to compare.</param>
    public void Count(string? predictionId, AnswerDifference? difference)
    {
        lock (_gate)
        {
            _totals = difference is null ? _totals with { Pairs = _totals.Pairs + 1 } : With(_totals, predictionId, difference);
        }
    }

    private static ShadowTotals With(ShadowTotals totals, string? predictionId, AnswerDifference seen) => totals with
    {
        Pairs = totals.Pairs + 1,
        Agreed = totals.Agreed + (seen.Agrees ? 1 : 0),
        Disagreed = totals.Disagreed + (seen.Agrees ? 0 : 1),
        Rows = totals.Rows + seen.Rows,
        RowsAgreed = totals.RowsAgreed + seen.RowsAgreed,
        Largest = Math.Max(totals.Largest, seen.Largest),
        SumOfMeans = totals.SumOfMeans + seen.Mean,
        NonFinite = totals.NonFinite + (seen.NonFinite ? 1 : 0),
        Unlike = totals.Unlike + (seen.Alike ? 0 : 1),
        Different = seen.Agrees || totals.Different.Length == Kept && !IsWorse(seen, totals.Different[^1])
            ? totals.Different
            : [.. totals.Different.Append(Redact(predictionId, seen)).OrderByDescending(Rank).Take(Kept)],
    };

    private static bool IsWorse(AnswerDifference seen, DifferentPair least) => Rank(seen.Alike, seen.NonFinite, seen.Largest).CompareTo(Rank(least)) > 0;

    private static (int Kind, double Largest) Rank(DifferentPair pair) => Rank(!pair.Shape, pair.Nan, pair.MaxDifference);

    /// <summary>Another shape is worse than a NaN, and a NaN is worse than any number.</summary>
    private static (int Kind, double Largest) Rank(bool alike, bool nonFinite, double largest) => (alike ? nonFinite ? 1 : 0 : 2, largest);

    /// <summary>Numbers about the answers, not the answers.</summary>
    private static DifferentPair Redact(string? predictionId, AnswerDifference seen) => new(
        predictionId ?? "", seen.Largest, seen.NonFinite, !seen.Alike,
        [.. seen.Outputs.Take(Shown).Select(output => new DifferentOutput(
            output.Name, output.BaselineShape, output.CandidateShape,
            [.. output.BaselineArgmax.Take(Shown)], [.. output.CandidateArgmax.Take(Shown)], output.Largest, output.Agrees))]);
}
