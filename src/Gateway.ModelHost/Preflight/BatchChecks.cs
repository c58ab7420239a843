using Gateway.Core.Inference;
using Gateway.Core.Models;
using Gateway.Core.Preflight;
using Gateway.ModelHost.Sessions;
using Microsoft.ML.OnnxRuntime;

namespace Gateway.ModelHost.Preflight;

/// <summary>Whether rows that are asked together get the answers that they get alone, in any order.</summary>
internal static class BatchChecks
{
    private const int Most = 16;
    private const double Tolerance = 1e-5;

    public static IEnumerable<Finding> Of(LoadedModel model, IReadOnlyList<GoldenRow> rows, Ran[] ran)
    {
        int[] together = [.. Enumerable.Range(0, rows.Count).Where(row => rows[row].Inputs.All(input => input.Datatype != Datatype.Bytes && input.Shape is [1, ..]) && SameShapes(rows[row].Inputs, rows[0].Inputs)).Take(Most)];
        if (together.Length < 2 || model.Signature.Inputs.Any(input => input.Shape is not [< 0, ..]))
        {
            string why = together.Length < 2 ? "there are no two golden rows that go together" : "its inputs have no free first dimension";
            return [Finding.Inconclusive("sanity.batch", why), Finding.Inconclusive("sanity.permutation", why)];
        }

        return [Look("sanity.batch", model, rows, ran, together), Look("sanity.permutation", model, rows, ran, [.. together.Reverse()])];
    }

    private static Finding Look(string check, LoadedModel model, IReadOnlyList<GoldenRow> rows, Ran[] ran, int[] order)
    {
        List<Tensor> joined = [.. rows[0].Inputs.Select((input, i) => Join(input, [.. order.Select(row => rows[row].Inputs[i])]))];
        try
        {
            Ran whole = Ran.Of(model, joined);
            foreach (RanOutput output in whole.Outputs)
            {
                if (output.Shape is not [var first, ..] || first != order.Length)
                {
                    return Finding.Inconclusive(check, $"output \"{output.Name}\" has no row for each row asked");
                }

                int row = output.Values.Length / order.Length;
                for (int k = 0; k < order.Length; k++)
                {
                    RanOutput alone = ran[order[k]].Outputs.Single(same => same.Name == output.Name), part = output with { Values = output.Values[(k * row)..((k + 1) * row)] };
                    if (part.Farther(alone, Tolerance, Tolerance) is (>= 0 and var place, var distance))
                    {
                        return Finding.Failed(check, $"row {order[k] + 1} among {order.Length}: \"{output.Name}\"[{place}] is {distance:G3} away from what it is alone");
                    }
                }
            }

            return Finding.Passed(check, $"{order.Length} rows together are what they are alone");
        }
        catch (OnnxRuntimeException problem)
        {
            return Finding.Failed(check, $"{order.Length} rows together made it throw: {problem.Message}");
        }
        finally
        {
            joined.ForEach(tensor => tensor.Dispose());
        }
    }

    private static Tensor Join(Tensor like, Tensor[] rows)
    {
        Tensor joined = new(like.Name, like.Datatype, [rows.Length, .. like.Shape[1..]]);
        int at = 0;
        foreach (Tensor row in rows)
        {
            row.Data.CopyTo(joined.Data[at..]);
            at += row.Data.Length;
        }

        return joined;
    }

    private static bool SameShapes(IReadOnlyList<Tensor> one, IReadOnlyList<Tensor> other) =>
        one.Count == other.Count && one.Zip(other).All(pair => pair.First.Name == pair.Second.Name && pair.First.Datatype == pair.Second.Datatype && pair.First.Shape.AsSpan().SequenceEqual(pair.Second.Shape));
}
