using Gateway.Core.Models;
using Microsoft.ML.OnnxRuntime;

namespace Gateway.ModelHost.Sessions;

/// <summary>What a session declares, in the protocol's terms.</summary>
internal static class SignatureReader
{
    /// <param name="maps">Outputs that are served as two tensors each.</param>
    /// <exception cref="LoadException">Inputs or outputs that the protocol has no type for, all of them by name.</exception>
    public static ModelSignature Read(InferenceSession session, List<MapOutput> maps)
    {
        List<string> problems = [];
        List<TensorSpec> inputs = [.. session.InputNames.Select(name => Spec("input", name, session.InputMetadata[name], problems)).OfType<TensorSpec>()];
        List<TensorSpec> outputs = [];
        foreach (string name in session.OutputNames)
        {
            if (MapOutput.Of(name, session.OutputMetadata[name]) is { } map)
            {
                maps.Add(map);
                outputs.AddRange(map.Specs);
            }
            else if (Spec("output", name, session.OutputMetadata[name], problems) is { } spec)
            {
                outputs.Add(spec);
            }
        }

        problems.AddRange(outputs.GroupBy(output => output.Name).Where(group => group.Count() > 1)
            .Select(group => $"The output \"{group.Key}\" is there twice: a sequence of maps is served under its name with _keys and _values."));
        return problems.Count == 0 ? new ModelSignature(inputs, outputs) : throw new LoadException("signature", problems);
    }

    private static TensorSpec? Spec(string role, string name, NodeMetadata node, List<string> problems)
    {
        if (node.OnnxValueType != OnnxValueType.ONNX_TYPE_TENSOR)
        {
            problems.Add($"The {role} \"{name}\" is a {node.OnnxValueType.ToString()["ONNX_TYPE_".Length..].ToLowerInvariant()}, which the protocol has no type for.");
            return null;
        }

        if (ElementTypes.Of(node.ElementDataType) is not { } datatype)
        {
            problems.Add($"The {role} \"{name}\" has elements of {node.ElementDataType}, which the protocol has no datatype for.");
            return null;
        }

        return new TensorSpec(name, datatype, [.. node.Dimensions.Select(dimension => (long)dimension)]);
    }
}
