using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Gateway.Core.Models;

namespace Gateway.Core.Inference;

/// <summary>Reads a tensor's <c>data</c> straight into its memory, element after element: flat, nested as its shape, or anything between.</summary>
internal static class TensorReader
{
    /// <param name="reader">On the first token of the data; afterwards on its last.</param>
    /// <param name="text">What the reader reads. It may be another reader afterwards, of the rest of the text, and this that rest; empty: the reader stays what it is.</param>
    /// <exception cref="ProtocolException">Wrong kind, range or number of elements.</exception>
    public static void Read(ref Utf8JsonReader reader, ref ReadOnlySpan<byte> text, Tensor tensor, bool boolFromNumbers)
    {
        if (reader.TokenType != JsonTokenType.StartArray && tensor.Shape.Length > 0)
        {
            throw Wrong(tensor, "data must be an array");
        }

        Read(ref reader, ref text, tensor, 0, tensor.Count, boolFromNumbers);
    }

    /// <summary>Some of the tensor's elements.</summary>
    public static void Read(ref Utf8JsonReader reader, Tensor tensor, int first, int count, bool boolFromNumbers)
    {
        ReadOnlySpan<byte> none = [];
        Read(ref reader, ref none, tensor, first, count, boolFromNumbers);
    }

    private static void Read(ref Utf8JsonReader reader, ref ReadOnlySpan<byte> text, Tensor tensor, int first, int count, bool boolFromNumbers)
    {
        switch (tensor.Datatype)
        {
            case Datatype.Bool when boolFromNumbers: Run<bool, LooseBoolElement>(ref reader, ref text, tensor, first, count); break;
            case Datatype.Bool: Run<bool, BoolElement>(ref reader, ref text, tensor, first, count); break;
            case Datatype.UInt8: Run<byte, UInt8Element>(ref reader, ref text, tensor, first, count); break;
            case Datatype.UInt16: Run<ushort, UInt16Element>(ref reader, ref text, tensor, first, count); break;
            case Datatype.UInt32: Run<uint, UInt32Element>(ref reader, ref text, tensor, first, count); break;
            case Datatype.UInt64: Run<ulong, UInt64Element>(ref reader, ref text, tensor, first, count); break;
            case Datatype.Int8: Run<sbyte, Int8Element>(ref reader, ref text, tensor, first, count); break;
            case Datatype.Int16: Run<short, Int16Element>(ref reader, ref text, tensor, first, count); break;
            case Datatype.Int32: Run<int, Int32Element>(ref reader, ref text, tensor, first, count); break;
            case Datatype.Int64: Run<long, Int64Element>(ref reader, ref text, tensor, first, count); break;
            case Datatype.Fp16: Run<Half, Fp16Element>(ref reader, ref text, tensor, first, count); break;
            case Datatype.Bf16: Run<ushort, Bf16Element>(ref reader, ref text, tensor, first, count); break;
            case Datatype.Fp32: Run<float, Fp32Element>(ref reader, ref text, tensor, first, count); break;
            case Datatype.Fp64: Run<double, Fp64Element>(ref reader, ref text, tensor, first, count); break;
            default: Strings(ref reader, tensor, first, count); break;
        }
    }

    private static void Run<T, TElement>(ref Utf8JsonReader reader, ref ReadOnlySpan<byte> text, Tensor tensor, int first, int count)
        where T : unmanaged
        where TElement : struct, IElement<T>
    {
        Span<T> values = MemoryMarshal.Cast<byte, T>(tensor.Data).Slice(first, count);
        int depth = Open(ref reader);
        for (int i = 0; i < values.Length; i++)
        {
            while (!TElement.TryRead(ref reader, out values[i]))
            {
                Bracket(ref reader, tensor, i, ref depth);
            }

            if (depth > 0 && !text.IsEmpty)
            {
                i += Many<T, TElement>(ref reader, ref text, values[(i + 1)..]);
            }

            Next(ref reader, depth);
        }

        Close(ref reader, tensor, count, depth);
    }

    /// <summary>Elements that follow and need no token; the reader goes on behind them, in the state that it is in.</summary>
    private static int Many<T, TElement>(ref Utf8JsonReader reader, ref ReadOnlySpan<byte> text, Span<T> values)
        where T : unmanaged
        where TElement : struct, IElement<T>
    {
        int read = 0, length;
        ReadOnlySpan<byte> left = text[(int)reader.BytesConsumed..];
        while (read < values.Length && (length = TElement.Next(left, out T value)) > 0)
        {
            values[read++] = value;
            left = left[length..];
        }

        if (read > 0)
        {
            text = left;
            reader = new Utf8JsonReader(text, isFinalBlock: true, reader.CurrentState);
        }

        return read;
    }

    private static void Strings(ref Utf8JsonReader reader, Tensor tensor, int first, int count)
    {
        int depth = Open(ref reader);
        for (int i = 0; i < count; i++)
        {
            while (!BytesElement.TryRead(ref reader, tensor, first + i))
            {
                Bracket(ref reader, tensor, i, ref depth);
            }

            Next(ref reader, depth);
        }

        Close(ref reader, tensor, count, depth);
    }

    /// <returns>How many lists are open.</returns>
    private static int Open(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            return 0;
        }

        reader.Read();
        return 1;
    }

    private static void Next(ref Utf8JsonReader reader, int depth)
    {
        if (depth > 0)
        {
            reader.Read();
        }
    }

    /// <summary>What is no element must open or close a list.</summary>
    private static void Bracket(ref Utf8JsonReader reader, Tensor tensor, int index, ref int depth)
    {
        depth += reader.TokenType switch
        {
            JsonTokenType.StartArray => 1,
            JsonTokenType.EndArray when depth > 1 => -1,
            JsonTokenType.EndArray => throw Wrong(tensor, $"data has {index} elements where its shape {TensorShape.Text(tensor.Shape)} asks for more"),
            _ => throw Wrong(tensor, $"element {index} is {Text(ref reader)}, which is no {tensor.Datatype.Name()}"),
        };
        reader.Read();
    }

    /// <summary>Behind the last element there are only brackets.</summary>
    private static void Close(ref Utf8JsonReader reader, Tensor tensor, int count, int depth)
    {
        while (depth > 0)
        {
            depth += reader.TokenType switch
            {
                JsonTokenType.StartArray => 1,
                JsonTokenType.EndArray => -1,
                _ => throw Wrong(tensor, $"data goes on after {count} elements ({Text(ref reader)}) where its shape {TensorShape.Text(tensor.Shape)} asks for no more"),
            };
            Next(ref reader, depth);
        }
    }

    private static string Text(ref Utf8JsonReader reader)
    {
        ReadOnlySpan<byte> value = reader.ValueSpan;
        return value.IsEmpty ? reader.TokenType.ToString() : Encoding.UTF8.GetString(value[..Math.Min(40, value.Length)]);
    }

    private static ProtocolException Wrong(Tensor tensor, string problem) => new($"Input '{tensor.Name}': {problem}.", ProtocolFault.Json);
}
