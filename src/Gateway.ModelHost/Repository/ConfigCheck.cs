using Gateway.Core.Models;

namespace Gateway.ModelHost.Repository;

/// <summary>Holds a configuration against the model itself.</summary>
internal static class ConfigCheck
{
    /// <returns>Every disagreement, by name.</returns>
    public static IReadOnlyList<string> Problems(ModelConfig config, ModelSignature signature) =>
    [
        .. Disagreements("input", config.Inputs, signature.Inputs, config.MaxBatchSize > 0),
        .. Disagreements("output", config.Outputs, signature.Outputs, config.MaxBatchSize > 0),
        .. config.MaxBatchSize > 0 ? signature.Inputs.Where(input => input.Shape is not [-1, ..]).Select(input => $"max_batch_size is {config.MaxBatchSize}, and the first dimension of input \"{input.Name}\" is not free: {Text(input.Shape)}.") : [],
        .. config.WarmUp.SelectMany(sample => sample.Inputs).Where(input => signature.Inputs.All(declared => declared.Name != input.Name)).Select(input => $"model_warmup: the model has no input \"{input.Name}\"."),
    ];

    private static IEnumerable<string> Disagreements(string role, IReadOnlyList<ConfigTensor> said, IReadOnlyList<TensorSpec> there, bool batched)
    {
        foreach (ConfigTensor tensor in said)
        {
            if (there.FirstOrDefault(spec => spec.Name == tensor.Name) is not { } spec)
            {
                if (!tensor.Optional)
                {
                    yield return $"The configuration has an {role} \"{tensor.Name}\"; the model has {string.Join(", ", there.Select(other => $"\"{other.Name}\""))}.";
                }

                continue;
            }

            if (spec.Datatype != tensor.Datatype)
            {
                yield return $"The configuration has {tensor.Datatype.Name()} for the {role} \"{tensor.Name}\", the model {spec.Datatype.Name()}.";
            }

            IReadOnlyList<long> dims = batched ? [-1, .. tensor.Dims] : tensor.Dims;
            if (dims.Count != spec.Shape.Count || dims.Zip(spec.Shape).Any(pair => pair.First >= 0 && pair.Second >= 0 && pair.First != pair.Second))
            {
                yield return $"The configuration has the shape {Text(dims)} for the {role} \"{tensor.Name}\", the model {Text(spec.Shape)}.";
            }
        }
    }

    private static string Text(IEnumerable<long> shape) => $"[{string.Join(",", shape)}]";
}
