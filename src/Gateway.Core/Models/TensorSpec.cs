namespace Gateway.Core.Models;

/// <summary>What a model declares of one input or output.</summary>
/// <param name="Name">Any text: spaces, slashes and digits are legal.</param>
/// <param name="Datatype">Of every element.</param>
/// <param name="Shape">One entry per dimension; −1 is any size; empty is a scalar.</param>
/// <param name="Optional">An input that the model has a default for.</param>
public sealed record TensorSpec(string Name, Datatype Datatype, IReadOnlyList<long> Shape, bool Optional = false);
