using System.Buffers;
using System.Text;

namespace Gateway.Core.Inference;

/// <summary>Writes small messages: what the gateway answers by itself.</summary>
public sealed class ProtoWriter
{
    private readonly ArrayBufferWriter<byte> _bytes = new(64);

    public ReadOnlyMemory<byte> Written => _bytes.WrittenMemory;

    /// <summary>Empty texts are written as well: they take back what came before.</summary>
    public void Text(int field, string text) => Bytes(field, Encoding.UTF8.GetBytes(text));

    public void Number(int field, ulong number)
    {
        Varint(((ulong)field << 3) | (uint)WireType.Varint);
        Varint(number);
    }

    public void Message(int field, ProtoWriter message) => Bytes(field, message.Written.Span);

    private void Bytes(int field, ReadOnlySpan<byte> bytes)
    {
        Varint(((ulong)field << 3) | (uint)WireType.Bytes);
        Varint((ulong)bytes.Length);
        _bytes.Write(bytes);
    }

    private void Varint(ulong value)
    {
        Span<byte> part = stackalloc byte[1];
        for (; value >= 0x80; value >>= 7)
        {
            part[0] = (byte)(value | 0x80);
            _bytes.Write(part);
        }

        part[0] = (byte)value;
        _bytes.Write(part);
    }
}
