using System.Buffers.Binary;

namespace Gateway.Core.Inference;

/// <summary>The five bytes before each message: whether it is compressed, and its length.</summary>
public readonly record struct GrpcFrame(byte Flag, uint Length)
{
    public const int Size = 5;

    public bool Compressed => Flag != 0;

    public static GrpcFrame Read(ReadOnlySpan<byte> bytes) => new(bytes[0], BinaryPrimitives.ReadUInt32BigEndian(bytes[1..]));

    public void Write(Span<byte> bytes)
    {
        bytes[0] = Flag;
        BinaryPrimitives.WriteUInt32BigEndian(bytes[1..], Length);
    }
}
