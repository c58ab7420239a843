using Gateway.Core.Inference;
using Gateway.Core.Models;
using Gateway.ModelHost.Sessions;

namespace Gateway.ModelHost.Preflight;

/// <summary>What a run gave, copied out of the runtime.</summary>
internal sealed record Ran(IReadOnlyList<RanOutput> Outputs)
{
    /// <exception cref="Microsoft.ML.OnnxRuntime.OnnxRuntimeException">The model threw.</exception>
    public static Ran Of(LoadedModel model, IReadOnlyList<Tensor> inputs)
    {
        using InputValues values = new(inputs);
        RunResult result = model.Run(values, [.. model.Signature.Outputs.Select(output => output.Name)], CancellationToken.None);
        try
        {
            return new Ran([.. result.Outputs.Select(output => RanOutput.Of(output))]);
        }
        finally
        {
            result.Release();
        }
    }

    public static Ran Of(InferAnswer answer) => new([.. answer.Outputs.Select(RanOutput.Of)]);
}

/// <param name="Values">Row-major; empty for texts.</param>
internal sealed record RanOutput(string Name, Datatype Datatype, long[] Shape, double[] Values, byte[] Bytes)
{
    public bool IsFloat => Datatype.IsFloating();

    /// <summary>Of the last dimension.</summary>
    public int Width => Shape.Length == 0 ? 1 : (int)Math.Max(1, Shape[^1]);

    public static RanOutput Of(ITensor tensor) => new(
        tensor.Name, tensor.Datatype, tensor.Shape, tensor.Datatype == Datatype.Bytes ? [] : TensorValues.Of(tensor), tensor.Datatype == Datatype.Bytes ? [] : tensor.Data.ToArray());

    /// <returns>The largest distance beyond the tolerance, and its place; −1: none.</returns>
    public (int Place, double Distance) Farther(RanOutput reference, double absolute, double relative)
    {
        (int place, double worst) = (-1, 0);
        for (int i = 0; i < Math.Min(Values.Length, reference.Values.Length); i++)
        {
            (double ours, double theirs) = (Values[i], reference.Values[i]);
            double distance = ours.Equals(theirs) ? 0 : Math.Abs(ours - theirs);
            if (!(distance <= absolute + relative * Math.Abs(theirs)) && !(distance <= worst))
            {
                (place, worst) = (i, distance);
            }
        }

        return (place, worst);
    }
}
