namespace Gateway.Core.Models;

/// <summary>The inputs and outputs of a version, in the model's own order.</summary>
public sealed record ModelSignature(IReadOnlyList<TensorSpec> Inputs, IReadOnlyList<TensorSpec> Outputs);
