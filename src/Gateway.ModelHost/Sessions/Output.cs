using Gateway.Core.Models;
using Microsoft.ML.OnnxRuntime;

namespace Gateway.ModelHost.Sessions;

/// <summary>One named tensor of an answer, row-major, in the runtime's memory.</summary>
internal sealed class Output
{
    private readonly OrtValue _value;

    public Output(string name, OrtValue value)
    {
        OrtTensorTypeAndShapeInfo info = value.GetTensorTypeAndShape();
        (_value, Name, Datatype, Shape, Count) = (value, name, ElementTypes.Of(info.ElementDataType)!.Value, info.Shape, checked((int)info.ElementCount));
    }

    public string Name { get; }

    public Datatype Datatype { get; }

    public long[] Shape { get; }

    /// <summary>Elements.</summary>
    public int Count { get; }

    /// <summary>Elements of a fixed-size datatype in the machine's byte order.</summary>
    public ReadOnlySpan<byte> Data => _value.GetTensorMutableRawData();

    /// <summary>An element of a BYTES tensor.</summary>
    public ReadOnlySpan<byte> Element(int index) => _value.GetStringElementAsSpan(index);
}
