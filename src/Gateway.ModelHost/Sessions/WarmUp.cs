using Gateway.Core.Inference;
using Gateway.Core.Models;
using Microsoft.ML.OnnxRuntime;

namespace Gateway.ModelHost.Sessions;

/// <summary>One run on zeros before the first request, so that no client waits for what is made on first use.</summary>
internal static class WarmUp
{
    /// <returns>What the model said against zeros; null when it ran. Made-up data is no reason to refuse a model.</returns>
    public static string? Run(LoadedModel model)
    {
        List<Tensor> inputs = [.. model.Signature.Inputs.Select(Zeros)];
        try
        {
            using InputValues values = new(inputs);
            model.Run(values, [.. model.Signature.Outputs.Select(output => output.Name)], CancellationToken.None).Release();
            return null;
        }
        catch (OnnxRuntimeException problem)
        {
            return problem.Message;
        }
        finally
        {
            inputs.ForEach(input => input.Dispose());
        }
    }

    private static Tensor Zeros(TensorSpec spec)
    {
        Tensor tensor = new(spec.Name, spec.Datatype, [.. spec.Shape.Select(dimension => dimension < 0 ? 1 : dimension)]);
        tensor.Data.Clear();
        return tensor;
    }
}
