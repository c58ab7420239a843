using System.Runtime.InteropServices;
using System.Text.Json;
using Gateway.Core.Models;

namespace Gateway.Core.Inference;

/// <summary>Writes elements as JSON values, a run at a time so that the caller can flush between.</summary>
public static class TensorWriter
{
    /// <param name="data">Elements of a fixed-size datatype in the machine's byte order.</param>
    public static void Write(Utf8JsonWriter writer, Datatype datatype, ReadOnlySpan<byte> data, NonFiniteForm form = NonFiniteForm.String)
    {
        switch (datatype)
        {
            case Datatype.Bool: Bools(writer, data); break;
            case Datatype.UInt8: Unsigned(writer, data); break;
            case Datatype.UInt16: Unsigned(writer, MemoryMarshal.Cast<byte, ushort>(data)); break;
            case Datatype.UInt32: Unsigned(writer, MemoryMarshal.Cast<byte, uint>(data)); break;
            case Datatype.UInt64: Unsigned(writer, MemoryMarshal.Cast<byte, ulong>(data)); break;
            case Datatype.Int8: Signed(writer, MemoryMarshal.Cast<byte, sbyte>(data)); break;
            case Datatype.Int16: Signed(writer, MemoryMarshal.Cast<byte, short>(data)); break;
            case Datatype.Int32: Signed(writer, MemoryMarshal.Cast<byte, int>(data)); break;
            case Datatype.Int64: Signed(writer, MemoryMarshal.Cast<byte, long>(data)); break;
            case Datatype.Fp16: Halves(writer, MemoryMarshal.Cast<byte, Half>(data), form); break;
            case Datatype.Bf16: Brains(writer, MemoryMarshal.Cast<byte, ushort>(data), form); break;
            case Datatype.Fp32: Singles(writer, MemoryMarshal.Cast<byte, float>(data), form); break;
            case Datatype.Fp64: Doubles(writer, MemoryMarshal.Cast<byte, double>(data), form); break;
            default: throw new ArgumentOutOfRangeException(nameof(datatype), datatype, "BYTES elements are written one by one.");
        }
    }

    private static void Write(Utf8JsonWriter writer, float value, NonFiniteForm form)
    {
        if (float.IsFinite(value))
        {
            writer.WriteNumberValue(value);
        }
        else
        {
            Write(writer, float.IsNaN(value) ? "NaN"u8 : value > 0 ? "Infinity"u8 : "-Infinity"u8, form);
        }
    }

    private static void Write(Utf8JsonWriter writer, ReadOnlySpan<byte> word, NonFiniteForm form)
    {
        switch (form)
        {
            case NonFiniteForm.Token: writer.WriteRawValue(word, skipInputValidation: true); break;
            case NonFiniteForm.Null: writer.WriteNullValue(); break;
            default: writer.WriteStringValue(word); break;
        }
    }

    private static void Singles(Utf8JsonWriter writer, ReadOnlySpan<float> values, NonFiniteForm form)
    {
        foreach (float value in values)
        {
            Write(writer, value, form);
        }
    }

    private static void Doubles(Utf8JsonWriter writer, ReadOnlySpan<double> values, NonFiniteForm form)
    {
        foreach (double value in values)
        {
            if (double.IsFinite(value))
            {
                writer.WriteNumberValue(value);
            }
            else
            {
                Write(writer, (float)value, form);
            }
        }
    }

    private static void Halves(Utf8JsonWriter writer, ReadOnlySpan<Half> values, NonFiniteForm form)
    {
        foreach (Half value in values)
        {
            Write(writer, (float)value, form);
        }
    }

    private static void Brains(Utf8JsonWriter writer, ReadOnlySpan<ushort> values, NonFiniteForm form)
    {
        foreach (ushort value in values)
        {
            Write(writer, BitConverter.UInt32BitsToSingle((uint)value << 16), form);
        }
    }

    private static void Bools(Utf8JsonWriter writer, ReadOnlySpan<byte> values)
    {
        foreach (byte value in values)
        {
            writer.WriteBooleanValue(value != 0);
        }
    }

    private static void Signed<T>(Utf8JsonWriter writer, ReadOnlySpan<T> values)
        where T : unmanaged, System.Numerics.IBinaryInteger<T>
    {
        foreach (T value in values)
        {
            writer.WriteNumberValue(long.CreateTruncating(value));
        }
    }

    private static void Unsigned<T>(Utf8JsonWriter writer, ReadOnlySpan<T> values)
        where T : unmanaged, System.Numerics.IBinaryInteger<T>
    {
        foreach (T value in values)
        {
            writer.WriteNumberValue(ulong.CreateTruncating(value));
        }
    }
}
