using Gateway.Core.Models;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Gateway.ModelHost.Sessions;

/// <summary>A sequence of maps, as a ZipMap gives it: one map of class → score for each row. The protocol has no such type, so it is served as two tensors, keys <c>[C]</c> and values FP32 <c>[N,C]</c>.</summary>
/// <param name="Keys">BYTES or INT64.</param>
internal sealed record MapOutput(string Name, Datatype Keys)
{
    public string KeysName => Name + "_keys";

    public string ValuesName => Name + "_values";

    public IEnumerable<TensorSpec> Specs => [new TensorSpec(KeysName, Keys, [-1]), new TensorSpec(ValuesName, Datatype.Fp32, [-1, -1])];

    /// <returns>Null: the output is something else.</returns>
    public static MapOutput? Of(string name, NodeMetadata node)
    {
        if (node.OnnxValueType != OnnxValueType.ONNX_TYPE_SEQUENCE || node.AsSequenceMetadata().ElementMeta is not { OnnxValueType: OnnxValueType.ONNX_TYPE_MAP } element)
        {
            return null;
        }

        MapMetadata map = element.AsMapMetadata();
        bool scores = map.ValueMetadata is { OnnxValueType: OnnxValueType.ONNX_TYPE_TENSOR, ElementDataType: TensorElementType.Float };
        return scores && map.KeyDataType is TensorElementType.String or TensorElementType.Int64 ? new MapOutput(name, ElementTypes.Of(map.KeyDataType)!.Value) : null;
    }

    /// <param name="memory">Takes what must be disposed with the result.</param>
    /// <exception cref="ModelException">The maps do not have the same keys.</exception>
    public (Output Keys, Output Values) Unfold(OrtValue sequence, List<IDisposable> memory)
    {
        int rows = sequence.GetValueCount();
        if (rows == 0)
        {
            return (Empty(KeysName, Keys, [0], memory), Empty(ValuesName, Datatype.Fp32, [0, 0], memory));
        }

        Output keys = Part(KeysName, sequence, 0, 0, memory);
        Output values = Empty(ValuesName, Datatype.Fp32, [rows, keys.Count], memory);
        Span<byte> rest = ((OrtValue)memory[^1]).GetTensorMutableRawData();
        for (int row = 0; row < rows; row++)
        {
            List<IDisposable> passing = [];
            RequireSame(keys, Part(KeysName, sequence, row, 0, passing));
            ReadOnlySpan<byte> scores = Part(ValuesName, sequence, row, 1, passing).Data;
            scores.CopyTo(rest);
            rest = rest[scores.Length..];
            passing.ForEach(part => part.Dispose());
        }

        return (keys, values);
    }

    private static Output Part(string name, OrtValue sequence, int row, int part, List<IDisposable> memory)
    {
        using OrtValue map = sequence.GetValue(row, OrtAllocator.DefaultInstance);
        OrtValue value = map.GetValue(part, OrtAllocator.DefaultInstance);
        memory.Add(value);
        return new Output(name, value);
    }

    private static Output Empty(string name, Datatype datatype, long[] shape, List<IDisposable> memory)
    {
        OrtValue value = OrtValue.CreateAllocatedTensorValue(OrtAllocator.DefaultInstance, ElementTypes.Of(datatype), shape);
        memory.Add(value);
        return new Output(name, value);
    }

    private void RequireSame(Output keys, Output others)
    {
        bool same = keys.Count == others.Count;
        for (int i = 0; same && i < keys.Count; i++)
        {
            same = Keys == Datatype.Bytes
                ? keys.Element(i).SequenceEqual(others.Element(i))
                : keys.Data.Slice(i * sizeof(long), sizeof(long)).SequenceEqual(others.Data.Slice(i * sizeof(long), sizeof(long)));
        }

        if (!same)
        {
            throw new ModelException($"The maps of output \"{Name}\" have different keys from row to row.");
        }
    }
}
