using Gateway.Core.Models;

namespace Gateway.Core.Inference;

/// <summary>A named tensor to be written, row-major, wherever its memory is.</summary>
public interface ITensor
{
    string Name { get; }

    Datatype Datatype { get; }

    long[] Shape { get; }

    /// <summary>Elements.</summary>
    int Count { get; }

    /// <summary>Elements of a fixed-size datatype in the machine's byte order.</summary>
    ReadOnlySpan<byte> Data { get; }

    /// <summary>An element of a BYTES tensor.</summary>
    ReadOnlySpan<byte> Element(int index);
}
