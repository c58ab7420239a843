using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Gateway.Core.Models;

namespace Gateway.Core.Inference;

/// <summary>Reads a tensor's <c>data</c>, flat or nested as its shape, straight into its memory.</summary>
internal static class TensorReader
{
    /// <param name="reader">On the first token of the data; afterwards on its last.</param>
    /// <exception cref="ProtocolException">Wrong kind, range, nesting or number of elements.</exception>
    public static void Read(ref Utf8JsonReader reader, Tensor tensor)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            if (tensor.Shape.Length > 0)
            {
                throw Wrong(tensor, "data must be an array");
            }

            Element(ref reader, tensor, 0);
            return;
        }

        Utf8JsonReader ahead = reader;
        ahead.Read();
        if (ahead.TokenType == JsonTokenType.StartArray)
        {
            int at = 0;
            Nested(ref reader, tensor, 0, ref at);
            return;
        }

        Row(ref reader, tensor, 0, tensor.Count);
    }

    private static void Nested(ref Utf8JsonReader reader, Tensor tensor, int depth, ref int at)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            throw Wrong(tensor, $"data is nested unlike its shape {Shape(tensor.Shape)}");
        }

        if (depth >= tensor.Shape.Length - 1)
        {
            int row = tensor.Shape.Length == 0 ? 1 : (int)tensor.Shape[^1];
            Row(ref reader, tensor, at, row);
            at += row;
            return;
        }

        for (long i = 0; i < tensor.Shape[depth]; i++)
        {
            reader.Read();
            Nested(ref reader, tensor, depth + 1, ref at);
        }

        reader.Read();
        if (reader.TokenType != JsonTokenType.EndArray)
        {
            throw Wrong(tensor, $"data is nested unlike its shape {Shape(tensor.Shape)}");
        }
    }

    /// <summary>A flat run of <paramref name="count"/> elements between brackets.</summary>
    private static void Row(ref Utf8JsonReader reader, Tensor tensor, int at, int count)
    {
        Span<byte> row = tensor.Datatype == Datatype.Bytes
            ? default
            : tensor.Data.Slice(at * tensor.Datatype.ElementSize(), count * tensor.Datatype.ElementSize());
        switch (tensor.Datatype)
        {
            case Datatype.Bool: Run<bool, BoolElement>(ref reader, row, tensor); break;
            case Datatype.UInt8: Run<byte, UInt8Element>(ref reader, row, tensor); break;
            case Datatype.UInt16: Run<ushort, UInt16Element>(ref reader, row, tensor); break;
            case Datatype.UInt32: Run<uint, UInt32Element>(ref reader, row, tensor); break;
            case Datatype.UInt64: Run<ulong, UInt64Element>(ref reader, row, tensor); break;
            case Datatype.Int8: Run<sbyte, Int8Element>(ref reader, row, tensor); break;
            case Datatype.Int16: Run<short, Int16Element>(ref reader, row, tensor); break;
            case Datatype.Int32: Run<int, Int32Element>(ref reader, row, tensor); break;
            case Datatype.Int64: Run<long, Int64Element>(ref reader, row, tensor); break;
            case Datatype.Fp16: Run<Half, Fp16Element>(ref reader, row, tensor); break;
            case Datatype.Bf16: Run<ushort, Bf16Element>(ref reader, row, tensor); break;
            case Datatype.Fp32: Run<float, Fp32Element>(ref reader, row, tensor); break;
            case Datatype.Fp64: Run<double, Fp64Element>(ref reader, row, tensor); break;
            default: Strings(ref reader, tensor, at, count); break;
        }
    }

    private static void Run<T, TElement>(ref Utf8JsonReader reader, Span<byte> row, Tensor tensor)
        where T : unmanaged
        where TElement : struct, IElement<T>
    {
        Span<T> values = MemoryMarshal.Cast<byte, T>(row);
        for (int i = 0; i < values.Length; i++)
        {
            reader.Read();
            if (!TElement.TryRead(ref reader, out values[i]))
            {
                throw BadElement(ref reader, tensor, i);
            }
        }

        reader.Read();
        if (reader.TokenType != JsonTokenType.EndArray)
        {
            throw TooMany(ref reader, tensor, values.Length);
        }
    }

    private static void Strings(ref Utf8JsonReader reader, Tensor tensor, int at, int count)
    {
        for (int i = 0; i < count; i++)
        {
            reader.Read();
            String(ref reader, tensor, at + i);
        }

        reader.Read();
        if (reader.TokenType != JsonTokenType.EndArray)
        {
            throw TooMany(ref reader, tensor, count);
        }
    }

    private static void String(ref Utf8JsonReader reader, Tensor tensor, int index)
    {
        if (reader.TokenType != JsonTokenType.String)
        {
            throw BadElement(ref reader, tensor, index);
        }

        Span<byte> room = tensor.BeginElement(index, reader.ValueSpan.Length);
        try
        {
            tensor.EndElement(index, reader.CopyString(room));
        }
        catch (InvalidOperationException)
        {
            throw Wrong(tensor, $"element {index} is not valid UTF-8 or holds half a surrogate pair");
        }
    }

    private static void Element(ref Utf8JsonReader reader, Tensor tensor, int index)
    {
        Span<byte> data = tensor.Data;
        bool read = tensor.Datatype switch
        {
            Datatype.Bool => One<bool, BoolElement>(ref reader, data),
            Datatype.UInt8 => One<byte, UInt8Element>(ref reader, data),
            Datatype.UInt16 => One<ushort, UInt16Element>(ref reader, data),
            Datatype.UInt32 => One<uint, UInt32Element>(ref reader, data),
            Datatype.UInt64 => One<ulong, UInt64Element>(ref reader, data),
            Datatype.Int8 => One<sbyte, Int8Element>(ref reader, data),
            Datatype.Int16 => One<short, Int16Element>(ref reader, data),
            Datatype.Int32 => One<int, Int32Element>(ref reader, data),
            Datatype.Int64 => One<long, Int64Element>(ref reader, data),
            Datatype.Fp16 => One<Half, Fp16Element>(ref reader, data),
            Datatype.Bf16 => One<ushort, Bf16Element>(ref reader, data),
            Datatype.Fp32 => One<float, Fp32Element>(ref reader, data),
            Datatype.Fp64 => One<double, Fp64Element>(ref reader, data),
            _ => true,
        };
        if (!read)
        {
            throw BadElement(ref reader, tensor, index);
        }

        if (tensor.Datatype == Datatype.Bytes)
        {
            String(ref reader, tensor, index);
        }
    }

    private static bool One<T, TElement>(ref Utf8JsonReader reader, Span<byte> data)
        where T : unmanaged
        where TElement : struct, IElement<T> => TElement.TryRead(ref reader, out MemoryMarshal.Cast<byte, T>(data)[0]);

    private static ProtocolException BadElement(ref Utf8JsonReader reader, Tensor tensor, int index) => reader.TokenType switch
    {
        JsonTokenType.EndArray => Wrong(tensor, $"data has {index} elements where its shape {Shape(tensor.Shape)} asks for more"),
        JsonTokenType.StartArray => Wrong(tensor, $"data is nested unlike its shape {Shape(tensor.Shape)}"),
        _ => Wrong(tensor, $"element {index} is {Text(ref reader)}, which is no {tensor.Datatype.Name()}"),
    };

    private static ProtocolException TooMany(ref Utf8JsonReader reader, Tensor tensor, int count) => Wrong(
        tensor, $"data goes on after {count} elements ({Text(ref reader)}) where its shape {Shape(tensor.Shape)} asks for no more");

    private static string Text(ref Utf8JsonReader reader)
    {
        ReadOnlySpan<byte> value = reader.ValueSpan;
        return value.IsEmpty ? reader.TokenType.ToString() : Encoding.UTF8.GetString(value[..Math.Min(40, value.Length)]);
    }

    private static ProtocolException Wrong(Tensor tensor, string problem) => new($"Input \"{tensor.Name}\": {problem}.");

    internal static string Shape(IEnumerable<long> shape) => $"[{string.Join(",", shape)}]";
}
