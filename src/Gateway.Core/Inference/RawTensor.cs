using System.Buffers.Binary;
using Gateway.Core.Models;

namespace Gateway.Core.Inference;

/// <summary>A tensor as bare bytes: little-endian, row-major; an element of BYTES is its length as four bytes and then itself.</summary>
public static class RawTensor
{
    public const int LengthSize = 4;

    /// <param name="name">Of an input.</param>
    /// <param name="raw">The whole tensor.</param>
    /// <param name="owner">The same in an array that outlives the tensor, which then shows it where its place allows; default: it is copied.</param>
    /// <param name="forModel">Ends a message, such as " for model 'M'".</param>
    /// <exception cref="ProtocolException">The bytes are not such a tensor.</exception>
    public static Tensor Read(string name, Datatype datatype, long[] shape, ReadOnlySpan<byte> raw, ArraySegment<byte> owner, string forModel)
    {
        CheckSize(name, datatype, TensorShape.Count(name, datatype, shape, forModel), raw.Length, forModel);
        Tensor tensor = Tensor.WithoutMemory(name, datatype, shape);
        try
        {
            Fill(tensor, raw, owner, forModel);
            return tensor;
        }
        catch
        {
            tensor.Dispose();
            throw;
        }
    }

    /// <returns>Bytes.</returns>
    public static long SizeOf(ITensor tensor)
    {
        long size = tensor.Datatype == Datatype.Bytes ? (long)LengthSize * tensor.Count : tensor.Data.Length;
        for (int i = 0; i < tensor.Count && tensor.Datatype == Datatype.Bytes; i++)
        {
            size += tensor.Element(i).Length;
        }

        return size;
    }

    internal static void CheckSize(string name, Datatype datatype, long count, long size, string forModel)
    {
        if (datatype == Datatype.Bytes && count > size / LengthSize)
        {
            throw new ProtocolException($"expected {count} string elements for inference input '{name}'{forModel}, got {size} bytes, which hold fewer");
        }

        if (datatype != Datatype.Bytes && count * datatype.ElementSize() != size)
        {
            throw new ProtocolException($"input byte size mismatch for input '{name}'{forModel}. Expected {count * datatype.ElementSize()}, got {size}");
        }
    }

    /// <summary>Where the place of the bytes does not suit the datatype they are copied.</summary>
    internal static void Fill(Tensor tensor, ReadOnlySpan<byte> raw, ArraySegment<byte> owner, string forModel)
    {
        if (tensor.Datatype == Datatype.Bytes)
        {
            Elements(tensor, raw, forModel);
            return;
        }

        if (owner.Array is not null && owner.Count > 0 && owner.Offset % tensor.Datatype.ElementSize() == 0)
        {
            tensor.Borrow(owner);
        }
        else
        {
            tensor.Rent(raw.Length);
            raw.CopyTo(tensor.Data);
        }

        if (tensor.Datatype == Datatype.Bool && raw.IndexOfAnyExcept((byte)0, (byte)1) is >= 0 and var at)
        {
            throw new ProtocolException($"Input '{tensor.Name}': element {at} is {raw[at]}, which is no BOOL.");
        }
    }

    private static void Elements(Tensor tensor, ReadOnlySpan<byte> raw, string forModel)
    {
        tensor.Rent(raw.Length);
        for (int i = 0; i < tensor.Count; i++)
        {
            if (raw.Length < LengthSize)
            {
                throw new ProtocolException(raw.IsEmpty
                    ? $"expected {tensor.Count} string elements for inference input '{tensor.Name}'{forModel}, got {i}"
                    : $"incomplete string length indicator for inference input '{tensor.Name}'{forModel}, expecting {LengthSize} bytes but only {raw.Length} bytes available");
            }

            uint length = BinaryPrimitives.ReadUInt32LittleEndian(raw);
            raw = raw[LengthSize..];
            if (length > raw.Length)
            {
                throw new ProtocolException($"incomplete string data for inference input '{tensor.Name}'{forModel}, expecting string of length {length} but only {raw.Length} bytes available");
            }

            raw[..(int)length].CopyTo(tensor.BeginElement(i, (int)length));
            tensor.EndElement(i, (int)length);
            raw = raw[(int)length..];
        }

        if (!raw.IsEmpty)
        {
            throw new ProtocolException($"unexpected number of string elements for inference input '{tensor.Name}'{forModel}, expecting {tensor.Count}: {raw.Length} bytes are left over");
        }
    }
}
