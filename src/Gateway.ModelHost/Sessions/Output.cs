using Gateway.Core.Inference;
using Gateway.Core.Models;
using Microsoft.ML.OnnxRuntime;

namespace Gateway.ModelHost.Sessions;

/// <summary>One named tensor of an answer, row-major, or some rows of one; in the runtime's memory.</summary>
internal sealed class Output : ITensor
{
    private readonly OrtValue _value;
    private readonly int _first;

    public Output(string name, OrtValue value)
    {
        OrtTensorTypeAndShapeInfo info = value.GetTensorTypeAndShape();
        (_value, Name, Datatype, Shape, Count) = (value, name, ElementTypes.Of(info.ElementDataType)!.Value, info.Shape, checked((int)info.ElementCount));
    }

    private Output(Output whole, long[] shape, int first, int count) =>
        (_value, Name, Datatype, Shape, Count, _first) = (whole._value, whole.Name, whole.Datatype, shape, count, first);

    public string Name { get; }

    public Datatype Datatype { get; }

    public long[] Shape { get; }

    /// <summary>Elements.</summary>
    public int Count { get; }

    /// <summary>Elements of a fixed-size datatype in the machine's byte order.</summary>
    public ReadOnlySpan<byte> Data => Count == 0 ? [] : _value.GetTensorMutableRawData().Slice(_first * Datatype.ElementSize(), Count * Datatype.ElementSize());

    /// <summary>An element of a BYTES tensor.</summary>
    public ReadOnlySpan<byte> Element(int index) => _value.GetStringElementAsSpan(_first + index);

    /// <summary>Some of its rows, without a copy.</summary>
    public Output Slice(long first, long rows)
    {
        int row = Shape[0] == 0 ? 0 : Count / (int)Shape[0];
        return new Output(this, [rows, .. Shape[1..]], (int)first * row, (int)rows * row);
    }
}
