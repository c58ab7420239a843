using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Gateway.Core.Models;

namespace Gateway.Core.Inference;

/// <summary>Triton's classification extension: the greatest scores of a tensor in place of the tensor.</summary>
public static class Classification
{
    /// <summary>More elements than this are refused, as there.</summary>
    private const int Most = 1_000_000;

    /// <param name="scores">Any datatype that is ordered.</param>
    /// <param name="most">Classes of each row, ≥ 1.</param>
    /// <param name="batched">The first axis is of rows; otherwise all elements are the classes of one.</param>
    /// <param name="labels">Of the classes, in order; null, or short: those without have none.</param>
    /// <returns>BYTES [k] or [rows, k] of <c>score:index[:label]</c>, greatest first, NaN last; the caller's to dispose.</returns>
    /// <exception cref="ProtocolException">The datatype is not ordered, or there are too many elements.</exception>
    /// <remarks>Source: triton-inference-server/server, classification.cc: fractions are written with six decimals.</remarks>
    public static Tensor Top(ITensor scores, int most, bool batched, IReadOnlyList<string>? labels = null)
    {
        if (scores.Count > Most)
        {
            throw new ProtocolException($"class result not available for output '{scores.Name}': it has {scores.Count} elements, and at most {Most} can be ranked");
        }

        double[] values = scores.Datatype is Datatype.Bytes or Datatype.Fp16 or Datatype.Bf16 or Datatype.Bool
            ? throw new ProtocolException($"class result not available for output '{scores.Name}' due to unsupported type {scores.Datatype.Name()}")
            : TensorValues.Of(scores);
        int rows = batched && scores.Shape is [var first, ..] ? (int)first : 1;
        int classes = rows == 0 ? 0 : scores.Count / rows, kept = Math.Min(most, classes);
        Tensor top = new(scores.Name, Datatype.Bytes, batched && scores.Shape.Length > 0 ? [rows, kept] : [kept]);
        for (int row = 0; row < rows; row++)
        {
            foreach ((int rank, int place) in Greatest(values.AsSpan(row * classes, classes), kept).Index())
            {
                string text = Text(scores, (row * classes) + place, values, place, labels);
                int index = (row * kept) + rank;
                top.EndElement(index, Encoding.UTF8.GetBytes(text, top.BeginElement(index, Encoding.UTF8.GetMaxByteCount(text.Length))));
            }
        }

        return top;
    }

    /// <returns>Places, the greatest first; equal ones in their order.</returns>
    private static int[] Greatest(ReadOnlySpan<double> values, int count)
    {
        int[] places = new int[values.Length];
        double[] keys = new double[values.Length];
        for (int i = 0; i < places.Length; i++)
        {
            (places[i], keys[i]) = (i, double.IsNaN(values[i]) ? double.PositiveInfinity : -values[i]);
        }

        Array.Sort(places, (one, other) => keys[one].CompareTo(keys[other]) is not 0 and var order ? order : one.CompareTo(other));
        return places[..count];
    }

    private static string Text(ITensor scores, int element, double[] values, int place, IReadOnlyList<string>? labels)
    {
        string label = labels is not null && place < labels.Count ? ":" + labels[place] : "";
        return string.Create(CultureInfo.InvariantCulture, $"{Score(scores, element, values[element])}:{place}{label}");
    }

    private static string Score(ITensor scores, int element, double value) => scores.Datatype switch
    {
        Datatype.Fp32 or Datatype.Fp64 => value.ToString("F6", CultureInfo.InvariantCulture),
        Datatype.UInt64 => MemoryMarshal.Cast<byte, ulong>(scores.Data)[element].ToString(CultureInfo.InvariantCulture),
        Datatype.Int64 => MemoryMarshal.Cast<byte, long>(scores.Data)[element].ToString(CultureInfo.InvariantCulture),
        _ => value.ToString("F0", CultureInfo.InvariantCulture),
    };
}
