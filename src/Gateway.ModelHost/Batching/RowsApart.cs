using Gateway.Core.Inference;
using Gateway.Core.Models;
using Gateway.ModelHost.Sessions;
using Microsoft.ML.OnnxRuntime;

namespace Gateway.ModelHost.Batching;

/// <summary>Whether a model's answer to a row depends on that row alone: by what it declares, and by two made-up rows run together and one by one.</summary>
internal static class RowsApart
{
    /// <summary>The same row in another place of a batch may differ by rounding.</summary>
    private const double Tolerance = 1e-3;

    /// <returns>Why requests must not be joined; null: they may be, as far as can be seen.</returns>
    public static string? Objection(LoadedModel model)
    {
        ModelSignature signature = model.Signature;
        TensorSpec? @fixed = signature.Inputs.Concat(signature.Outputs).FirstOrDefault(spec => spec.Shape is not [< 0, ..]);
        return signature.Inputs.Count == 0 ? "it has no inputs"
            : @fixed is not null ? $"the first dimension of \"{@fixed.Name}\" is not free"
            : Mixed(model);
    }

    private static string? Mixed(LoadedModel model)
    {
        List<Tensor> both = [.. model.Signature.Inputs.Select(spec => Rows(spec, 0, 2))];
        List<Tensor> one = [.. model.Signature.Inputs.Select(spec => Rows(spec, 0, 1))], other = [.. model.Signature.Inputs.Select(spec => Rows(spec, 1, 1))];
        try
        {
            return Compare(model, both, one, other);
        }
        catch (OnnxRuntimeException)
        {
            return null; // made-up rows are not to its taste; its shapes are watched as it runs
        }
        finally
        {
            both.Concat(one).Concat(other).ToList().ForEach(tensor => tensor.Dispose());
        }
    }

    private static string? Compare(LoadedModel model, IReadOnlyList<Tensor> both, IReadOnlyList<Tensor> one, IReadOnlyList<Tensor> other)
    {
        string[] names = [.. model.Signature.Outputs.Select(output => output.Name)];
        using Answer joint = Run(model, both, names), first = Run(model, one, names), second = Run(model, other, names);
        for (int i = 0; i < names.Length; i++)
        {
            Output whole = joint.Outputs[i];
            if (whole.Shape is not [2, ..] || first.Outputs[i].Shape is not [1, ..] || second.Outputs[i].Shape is not [1, ..])
            {
                return $"its output \"{names[i]}\" has the shape [{string.Join(',', whole.Shape)}] for 2 rows";
            }

            if (!Same(whole.Slice(0, 1), first.Outputs[i]) || !Same(whole.Slice(1, 1), second.Outputs[i]))
            {
                return $"in its output \"{names[i]}\" a row depends on the rows beside it";
            }
        }

        return null;
    }

    private static Answer Run(LoadedModel model, IReadOnlyList<Tensor> inputs, string[] outputs)
    {
        using InputValues values = new(inputs);
        RunResult result = model.Run(values, outputs, CancellationToken.None);
        return new Answer(result.Outputs, result);
    }

    private static bool Same(Output one, Output other)
    {
        using Tensor left = Copy(one), right = Copy(other);
        return TensorComparison.Compare(left, right, Tolerance, AnswerComparison.Values).Agrees;
    }

    private static Tensor Copy(Output output)
    {
        Tensor copy = new(output.Name, output.Datatype, output.Shape);
        if (output.Datatype != Datatype.Bytes)
        {
            output.Data.CopyTo(copy.Data);
            return copy;
        }

        for (int i = 0; i < output.Count; i++)
        {
            ReadOnlySpan<byte> element = output.Element(i);
            element.CopyTo(copy.BeginElement(i, element.Length));
            copy.EndElement(i, element.Length);
        }

        return copy;
    }

    /// <summary>Rows that differ from each other; small numbers, so that an index stays one.</summary>
    private static Tensor Rows(TensorSpec spec, int first, int count)
    {
        Tensor tensor = new(spec.Name, spec.Datatype, [count, .. spec.Shape.Skip(1).Select(dimension => dimension < 0 ? 1 : dimension)]);
        int row = tensor.Count / count;
        for (int i = 0; i < tensor.Count; i++)
        {
            double sample = SampleValues.Made(first + (i / Math.Max(1, row)), i % Math.Max(1, row));
            SampleValues.Write(tensor, i, sample);
        }

        return tensor;
    }
}
