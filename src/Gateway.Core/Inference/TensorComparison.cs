using Gateway.Core.Models;

namespace Gateway.Core.Inference;

/// <summary>Compares two outputs of one name, element by element.</summary>
public static class TensorComparison
{
    /// <param name="tolerance">Absolute for values below 1, relative above: |a − b| ≤ tolerance · max(1, |a|, |b|).</param>
    public static TensorDifference Compare(Tensor baseline, Tensor candidate, double tolerance, AnswerComparison by)
    {
        if (baseline.Datatype != candidate.Datatype || !baseline.Shape.AsSpan().SequenceEqual(candidate.Shape))
        {
            return TensorDifference.Unlike(baseline.Name, baseline, candidate);
        }

        if (baseline.Datatype == Datatype.Bytes)
        {
            return Alike(baseline, candidate, SameTexts(baseline, candidate), default, [], []);
        }

        (double[] ours, double[] theirs) = (TensorValues.Of(baseline), TensorValues.Of(candidate));
        Distance distance = Distance.Of(ours, theirs, tolerance);
        if (!baseline.Datatype.IsFloating())
        {
            return Alike(baseline, candidate, baseline.Data.SequenceEqual(candidate.Data), distance, [], []);
        }

        int row = baseline.Shape is [.., >= 2 and <= int.MaxValue and var last] ? (int)last : 0;
        (int[] our, int[] their) = (Argmax(ours, row), Argmax(theirs, row));
        bool near = by == AnswerComparison.Argmax && row > 0 ? our.AsSpan().SequenceEqual(their) : distance.Near;
        return Alike(baseline, candidate, near && !distance.NonFinite, distance, our, their);
    }

    private static TensorDifference Alike(Tensor baseline, Tensor candidate, bool agrees, Distance distance, int[] our, int[] their) => new(
        baseline.Name, baseline.Shape, candidate.Shape, agrees, true, distance.NonFinite, distance.Largest, distance.Sum, distance.Compared, our, their);

    private static bool SameTexts(Tensor one, Tensor other) => one.Ends.AsSpan().SequenceEqual(other.Ends) && one.Data.SequenceEqual(other.Data);

    /// <param name="row">Length of the last axis; 0: no scores.</param>
    private static int[] Argmax(double[] values, int row)
    {
        int[] places = row == 0 ? [] : new int[values.Length / row];
        for (int i = 0; i < places.Length; i++)
        {
            ReadOnlySpan<double> scores = values.AsSpan(i * row, row);
            int best = -1;
            for (int j = 0; j < row; j++)
            {
                best = !double.IsNaN(scores[j]) && (best < 0 || scores[j] > scores[best]) ? j : best;
            }

            places[i] = best;
        }

        return places;
    }

    /// <param name="Near">No two values are further apart than the tolerance.</param>
    private readonly record struct Distance(bool Near, bool NonFinite, double Largest, double Sum, long Compared)
    {
        public static Distance Of(double[] ours, double[] theirs, double tolerance)
        {
            (bool near, bool nonFinite, double largest, double sum, long compared) = (true, false, 0, 0, 0);
            for (int i = 0; i < ours.Length; i++)
            {
                (double a, double b) = (ours[i], theirs[i]);
                if (double.IsFinite(a) && double.IsFinite(b))
                {
                    double apart = Math.Abs(a - b);
                    near &= apart <= tolerance * Math.Max(1, Math.Max(Math.Abs(a), Math.Abs(b)));
                    largest = Math.Max(largest, apart);
                    sum += apart;
                    compared++;
                }
                else
                {
                    nonFinite |= !a.Equals(b); // NaN equals NaN here, an infinity its own sign
                }
            }

            return new Distance(near, nonFinite, Math.Min(largest, double.MaxValue), Math.Min(sum, double.MaxValue), compared);
        }
    }
}
