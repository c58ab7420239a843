using System.Collections.Immutable;
using Gateway.Core.Models;

namespace Gateway.Core.Inference;

/// <summary>How two answers to one request differ, output by output.</summary>
public sealed record AnswerDifference(ImmutableArray<TensorDifference> Outputs)
{
    /// <summary>The candidate's answer is none, or not one that can be read.</summary>
    public static readonly AnswerDifference Unreadable = new([]) { Agrees = false, Alike = false };

    public bool Agrees { get; private init; } = Outputs.All(output => output.Agrees);

    /// <summary>The same names, datatypes and shapes.</summary>
    public bool Alike { get; private init; } = Outputs.All(output => output.Alike);

    public bool NonFinite { get; } = Outputs.Any(output => output.NonFinite);

    /// <summary>The largest absolute difference of two values.</summary>
    public double Largest { get; } = Outputs.Select(output => output.Largest).DefaultIfEmpty(0).Max();

    /// <summary>The mean absolute difference of all values; 0 without any.</summary>
    public double Mean { get; } = Outputs.Sum(output => output.Compared) is > 0 and var count ? Outputs.Sum(output => output.Sum / count) : 0;

    /// <summary>Rows of scores.</summary>
    public long Rows { get; } = Outputs.Sum(output => (long)output.BaselineArgmax.Count);

    /// <summary>Rows whose greatest score is at the same place.</summary>
    public long RowsAgreed { get; } = Outputs.Sum(output => (long)output.RowsAgreed);

    /// <summary>Outputs are matched by name; their order does not matter.</summary>
    /// <param name="tolerance">≥ 0; absolute for values below 1, relative above.</param>
    public static AnswerDifference Of(InferAnswer baseline, InferAnswer candidate, double tolerance, AnswerComparison by)
    {
        List<Tensor> left = [.. candidate.Outputs];
        var outputs = ImmutableArray.CreateBuilder<TensorDifference>();
        foreach (Tensor ours in baseline.Outputs)
        {
            Tensor? theirs = left.Find(output => output.Name == ours.Name);
            outputs.Add(theirs is null ? TensorDifference.Unlike(ours.Name, ours, null) : TensorComparison.Compare(ours, theirs, tolerance, by));
            left.Remove(theirs!);
        }

        outputs.AddRange(left.Select(output => TensorDifference.Unlike(output.Name, null, output)));
        return new AnswerDifference(outputs.ToImmutable());
    }

    /// <summary>Two answers as they came.</summary>
    /// <returns>Null: the baseline's is not one that can be read, so that there is nothing to compare with.</returns>
    public static AnswerDifference? Of(ReadOnlySpan<byte> baseline, ReadOnlySpan<byte> candidate, double tolerance, AnswerComparison by)
    {
        if (!InferAnswerReader.TryRead(baseline, out InferAnswer ours))
        {
            return null;
        }

        using (ours)
        {
            if (!InferAnswerReader.TryRead(candidate, out InferAnswer theirs))
            {
                return Unreadable;
            }

            using (theirs)
            {
                return Of(ours, theirs, tolerance, by);
            }
        }
    }
}
