using System.Buffers.Binary;
using Gateway.Core.Inference;
using Gateway.Core.Models;

namespace Gateway.ModelHost.Endpoints.Grpc;

/// <summary>A tensor from raw bytes: little-endian, row-major, and before each element of a BYTES tensor its length in four bytes.</summary>
internal static class RawReader
{
    /// <exception cref="ProtocolException">The bytes are not as many as the shape asks for.</exception>
    public static Tensor Read(TensorHead head, ReadOnlySpan<byte> raw)
    {
        if (head.Datatype == Datatype.Bytes)
        {
            return Strings(head, raw);
        }

        if (head.Count * head.Datatype.ElementSize() != raw.Length)
        {
            throw head.WrongSize(raw.Length);
        }

        Tensor tensor = head.Allocate();
        raw.CopyTo(tensor.Data);
        return tensor;
    }

    private static Tensor Strings(TensorHead head, ReadOnlySpan<byte> raw)
    {
        long elements = Elements(head, raw);
        if (elements != head.Count)
        {
            throw head.WrongStrings(elements);
        }

        Tensor tensor = head.Allocate();
        for (int i = 0; i < tensor.Count; i++)
        {
            int length = BinaryPrimitives.ReadInt32LittleEndian(raw);
            raw.Slice(sizeof(int), length).CopyTo(tensor.BeginElement(i, length));
            tensor.EndElement(i, length);
            raw = raw[(sizeof(int) + length)..];
        }

        return tensor;
    }

    private static long Elements(TensorHead head, ReadOnlySpan<byte> raw)
    {
        long elements = 0;
        while (!raw.IsEmpty)
        {
            uint length = raw.Length < sizeof(int) ? uint.MaxValue : BinaryPrimitives.ReadUInt32LittleEndian(raw);
            if (length > raw.Length - sizeof(int))
            {
                throw head.Wrong($"incomplete string data for inference input '{head.Name}'", $", element {elements} is cut short");
            }

            raw = raw[(sizeof(int) + (int)length)..];
            elements++;
        }

        return elements;
    }
}
