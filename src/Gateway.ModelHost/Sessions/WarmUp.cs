using Gateway.Core.Inference;
using Gateway.Core.Models;
using Gateway.ModelHost.Batching;
using Gateway.ModelHost.Repository;
using Microsoft.ML.OnnxRuntime;

namespace Gateway.ModelHost.Sessions;

/// <summary>Runs before the first request, so that no client waits for what is made on first use.</summary>
internal static class WarmUp
{
    /// <summary>One run on zeros.</summary>
    /// <returns>What the model said against them; null when it ran. Made-up data is no reason to refuse a model.</returns>
    public static string? Run(LoadedModel model) =>
        Run(model, [.. model.Signature.Inputs.Select(spec => Made(spec.Name, spec.Datatype, [.. spec.Shape.Select(dimension => dimension < 0 ? 1 : dimension)], random: false))]);

    /// <summary>One run without inputs, which the runtime refuses: a process's first failure costs 5 ms that no later one does (2026-11, two cores), and a version that fails would be called slow for it.</summary>
    public static void Fail(LoadedModel model) => Run(model, []);

    /// <summary>As the configuration says; the one who wrote it knows what the model takes.</summary>
    /// <exception cref="LoadException">The model did not take it.</exception>
    public static void Run(LoadedModel model, WarmUpSample sample)
    {
        for (int i = 0; i < sample.Count; i++)
        {
            long[] batch = sample.BatchSize > 0 ? [sample.BatchSize] : [];
            if (Run(model, [.. sample.Inputs.Select(input => Made(input.Name, input.Datatype, [.. batch, .. input.Dims], input.Random))]) is { } problem)
            {
                throw new LoadException("warmup", [$"model_warmup \"{sample.Name}\": {problem}"]);
            }
        }
    }

    private static string? Run(LoadedModel model, List<Tensor> inputs)
    {
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

    private static Tensor Made(string name, Datatype datatype, long[] shape, bool random)
    {
        Tensor tensor = new(name, datatype, shape);
        tensor.Data.Clear();
        for (int i = 0; random && i < tensor.Count; i++)
        {
            SampleValues.Write(tensor, i, SampleValues.Made(0, i));
        }

        return tensor;
    }
}
