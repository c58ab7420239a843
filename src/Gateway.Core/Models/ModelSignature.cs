using System.Text.Json;

namespace Gateway.Core.Models;

/// <summary>The inputs and outputs of a version, in the model's own order.</summary>
public sealed record ModelSignature(IReadOnlyList<TensorSpec> Inputs, IReadOnlyList<TensorSpec> Outputs)
{
    /// <param name="metadata">As V2's model metadata have it.</param>
    /// <exception cref="JsonException">A datatype is none.</exception>
    /// <exception cref="KeyNotFoundException">A member is missing.</exception>
    public static ModelSignature Read(JsonElement metadata) => new(Tensors(metadata, "inputs"), Tensors(metadata, "outputs"));

    private static List<TensorSpec> Tensors(JsonElement metadata, string role) =>
    [
        .. metadata.GetProperty(role).EnumerateArray().Select(tensor => new TensorSpec(
            tensor.GetProperty("name").GetString()!,
            Datatypes.TryParse(tensor.GetProperty("datatype").GetString()!, out Datatype datatype) ? datatype : throw new JsonException($"There is no datatype {tensor.GetProperty("datatype")}."),
            [.. tensor.GetProperty("shape").EnumerateArray().Select(dimension => dimension.GetInt64())],
            tensor.TryGetProperty("optional", out JsonElement optional) && optional.ValueKind == JsonValueKind.True)),
    ];
}
