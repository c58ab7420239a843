using Gateway.Core.Models;
using Microsoft.ML.OnnxRuntime;

namespace Gateway.ModelHost.Sessions;

/// <summary>What a session declares, in the protocol's terms.</summary>
internal static class SignatureReader
{
    /// <exception cref="LoadException">Inputs or outputs that the protocol has no type for, all of them by name.</exception>
    public static ModelSignature Read(InferenceSession session)
    {
        List<string> problems = [];
        ModelSignature signature = new(
            Specs("input", session.InputNames, session.InputMetadata, problems),
            Specs("output", session.OutputNames, session.OutputMetadata, problems));
        return problems.Count == 0 ? signature : throw new LoadException("signature", problems);
    }

    private static List<TensorSpec> Specs(string role, IReadOnlyList<string> names, IReadOnlyDictionary<string, NodeMetadata> metadata, List<string> problems)
    {
        List<TensorSpec> specs = [];
        foreach (string name in names)
        {
            NodeMetadata node = metadata[name];
            if (node.OnnxValueType != OnnxValueType.ONNX_TYPE_TENSOR)
            {
                problems.Add($"The {role} \"{name}\" is a {node.OnnxValueType.ToString()["ONNX_TYPE_".Length..].ToLowerInvariant()}, which the protocol has no type for.");
            }
            else if (ElementTypes.Of(node.ElementDataType) is not { } datatype)
            {
                problems.Add($"The {role} \"{name}\" has elements of {node.ElementDataType}, which the protocol has no datatype for.");
            }
            else
            {
                specs.Add(new TensorSpec(name, datatype, [.. node.Dimensions.Select(dimension => (long)dimension)]));
            }
        }

        return specs;
    }
}
