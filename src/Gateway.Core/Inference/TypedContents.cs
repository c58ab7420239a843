using System.Buffers.Binary;
using Gateway.Core.Models;

namespace Gateway.Core.Inference;

/// <summary>Elements of a gRPC tensor as they lie in its typed lists (<c>InferTensorContents</c>), turned into the bytes of a <see cref="RawTensor"/>.</summary>
internal static class TypedContents
{
    /// <param name="datatype">Says in which of the lists the elements are.</param>
    /// <param name="contents">The message.</param>
    /// <returns>Null: it is no such message, or the datatype has no list (FP16, BF16).</returns>
    public static byte[]? Raw(Datatype datatype, ReadOnlySpan<byte> contents)
    {
        int list = ListOf(datatype);
        List<byte> raw = [];
        ProtoFields fields = new(contents, contents.Length);
        FieldStep step;
        while ((step = fields.Next()) == FieldStep.Field)
        {
            if (fields.Number == list && !TryAdd(fields, datatype, raw))
            {
                return null;
            }
        }

        return list > 0 && step == FieldStep.End ? [.. raw] : null;
    }

    /// <summary>Whether packed or each in a field of its own: readers have to take both.</summary>
    private static bool TryAdd(ProtoFields field, Datatype datatype, List<byte> raw)
    {
        switch (datatype)
        {
            case Datatype.Bytes:
                Add(field.Bytes.Length, RawTensor.LengthSize, raw);
                raw.AddRange(field.Bytes);
                return field.Type == WireType.Bytes;
            case Datatype.Fp32 or Datatype.Fp64:
                raw.AddRange(field.Bytes);
                raw.AddRange(field.Fixed);
                return field.Type != WireType.Varint;
            default:
                return TryAddNumbers(field, datatype.ElementSize(), raw);
        }
    }

    private static bool TryAddNumbers(ProtoFields field, int size, List<byte> raw)
    {
        List<long> numbers = field.Type == WireType.Varint ? [(long)field.Varint] : [];
        bool read = field.Type == WireType.Varint || field.Type == WireType.Bytes && ProtoFields.TryNumbers(field.Bytes, numbers);
        foreach (long number in numbers)
        {
            Add(number, size, raw);
        }

        return read;
    }

    /// <summary>A number's lowest bytes.</summary>
    private static void Add(long number, int size, List<byte> raw)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, number);
        raw.AddRange(bytes[..size]);
    }

    private static int ListOf(Datatype datatype) => datatype switch
    {
        Datatype.Bool => 1,
        Datatype.Int8 or Datatype.Int16 or Datatype.Int32 => 2,
        Datatype.Int64 => 3,
        Datatype.UInt8 or Datatype.UInt16 or Datatype.UInt32 => 4,
        Datatype.UInt64 => 5,
        Datatype.Fp32 => 6,
        Datatype.Fp64 => 7,
        Datatype.Bytes => 8,
        _ => 0,
    };
}
