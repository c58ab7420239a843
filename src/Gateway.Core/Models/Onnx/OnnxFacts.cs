namespace Gateway.Core.Models.Onnx;

/// <summary>What an ONNX file says of itself, read without a runtime.</summary>
/// <param name="IrVersion">Of the format; 0: the file says none.</param>
/// <param name="Opsets">Domain → version; the domain of the standard is <c>""</c>.</param>
/// <param name="Metadata">The exporter's own pairs.</param>
/// <param name="ExternalData">Files that hold weights, relative to the model's folder, each once.</param>
/// <param name="CustomOperators">Operators of domains that ONNX Runtime does not have, as <c>domain.Operator</c>, each once.</param>
/// <remarks>Source: onnx.proto, IR 13.</remarks>
public sealed record OnnxFacts(
    long IrVersion,
    string Producer,
    string ProducerVersion,
    long ModelVersion,
    IReadOnlyDictionary<string, long> Opsets,
    IReadOnlyDictionary<string, string> Metadata,
    IReadOnlyList<OnnxValue> Inputs,
    IReadOnlyList<OnnxValue> Outputs,
    IReadOnlyList<string> ExternalData,
    IReadOnlyList<string> CustomOperators)
{
    /// <param name="file">Can seek; left open. What is no protobuf gives what could be read of it.</param>
    public static OnnxFacts Read(Stream file) => new OnnxWalk(file).Facts();
}

/// <param name="ElementType">Of onnx.proto's <c>TensorProto.DataType</c>; 0: not a tensor.</param>
/// <param name="Shape">Each a number, the name of a dimension, or <c>?</c>; null: any rank.</param>
public sealed record OnnxValue(string Name, int ElementType, IReadOnlyList<string>? Shape);
