using System.Text.Json;

namespace Gateway.Core.Inference;

/// <summary>How one element of a datatype reads from JSON. Struct implementations, so that each loop is compiled for its own.</summary>
internal interface IElement<T>
    where T : unmanaged
{
    /// <returns>False when the token is not such a value: wrong kind, out of range, not whole.</returns>
    static abstract bool TryRead(ref Utf8JsonReader reader, out T value);

    /// <summary>The next one, if it can be read faster than by the reader.</summary>
    /// <param name="text">From right behind an element of a list.</param>
    /// <returns>Its bytes, with the comma before it; 0: it is the reader's.</returns>
    static virtual int Next(ReadOnlySpan<byte> text, out T value)
    {
        value = default;
        return 0;
    }
}

internal readonly struct BoolElement : IElement<bool>
{
    public static bool TryRead(ref Utf8JsonReader reader, out bool value)
    {
        value = reader.TokenType == JsonTokenType.True;
        return value || reader.TokenType == JsonTokenType.False;
    }
}

/// <summary>Peers that have no booleans send 0 and 1.</summary>
internal readonly struct LooseBoolElement : IElement<bool>
{
    public static bool TryRead(ref Utf8JsonReader reader, out bool value)
    {
        if (reader.TokenType == JsonTokenType.Number && reader.TryGetByte(out byte number) && number <= 1)
        {
            value = number == 1;
            return true;
        }

        return BoolElement.TryRead(ref reader, out value);
    }
}

internal readonly struct UInt8Element : IElement<byte>
{
    public static bool TryRead(ref Utf8JsonReader reader, out byte value)
    {
        value = 0;
        return reader.TokenType == JsonTokenType.Number && reader.TryGetByte(out value);
    }
}

internal readonly struct UInt16Element : IElement<ushort>
{
    public static bool TryRead(ref Utf8JsonReader reader, out ushort value)
    {
        value = 0;
        return reader.TokenType == JsonTokenType.Number && reader.TryGetUInt16(out value);
    }
}

internal readonly struct UInt32Element : IElement<uint>
{
    public static bool TryRead(ref Utf8JsonReader reader, out uint value)
    {
        value = 0;
        return reader.TokenType == JsonTokenType.Number && reader.TryGetUInt32(out value);
    }
}

internal readonly struct UInt64Element : IElement<ulong>
{
    public static bool TryRead(ref Utf8JsonReader reader, out ulong value)
    {
        value = 0;
        return reader.TokenType == JsonTokenType.Number && reader.TryGetUInt64(out value);
    }
}

internal readonly struct Int8Element : IElement<sbyte>
{
    public static bool TryRead(ref Utf8JsonReader reader, out sbyte value)
    {
        value = 0;
        return reader.TokenType == JsonTokenType.Number && reader.TryGetSByte(out value);
    }
}

internal readonly struct Int16Element : IElement<short>
{
    public static bool TryRead(ref Utf8JsonReader reader, out short value)
    {
        value = 0;
        return reader.TokenType == JsonTokenType.Number && reader.TryGetInt16(out value);
    }
}

internal readonly struct Int32Element : IElement<int>
{
    public static bool TryRead(ref Utf8JsonReader reader, out int value)
    {
        value = 0;
        return reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out value);
    }
}

internal readonly struct Int64Element : IElement<long>
{
    public static bool TryRead(ref Utf8JsonReader reader, out long value)
    {
        value = 0;
        return reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out value);
    }
}

internal readonly struct Fp32Element : IElement<float>
{
    public static bool TryRead(ref Utf8JsonReader reader, out float value)
    {
        if (reader.TokenType == JsonTokenType.Number)
        {
            return ShortDecimal.TryRead(reader.ValueSpan, out value) || (reader.TryGetSingle(out value) && float.IsFinite(value));
        }

        bool named = NonFinite.TryRead(ref reader, out double special);
        value = (float)special;
        return named;
    }

    public static int Next(ReadOnlySpan<byte> text, out float value) => ShortDecimal.Next(text, out value);
}

internal readonly struct Fp64Element : IElement<double>
{
    public static bool TryRead(ref Utf8JsonReader reader, out double value) => reader.TokenType == JsonTokenType.Number
        ? ShortDecimal.TryRead(reader.ValueSpan, out value) || (reader.TryGetDouble(out value) && double.IsFinite(value))
        : NonFinite.TryRead(ref reader, out value);

    public static int Next(ReadOnlySpan<byte> text, out double value) => ShortDecimal.Next(text, out value);
}

internal readonly struct Fp16Element : IElement<Half>
{
    public static bool TryRead(ref Utf8JsonReader reader, out Half value)
    {
        bool number = reader.TokenType == JsonTokenType.Number;
        bool read = Fp64Element.TryRead(ref reader, out double wide);
        value = (Half)wide;
        return read && (!number || Half.IsFinite(value));
    }
}

/// <summary>The upper half of a float, rounded to the nearest even.</summary>
internal readonly struct Bf16Element : IElement<ushort>
{
    public static bool TryRead(ref Utf8JsonReader reader, out ushort value)
    {
        bool number = reader.TokenType == JsonTokenType.Number;
        bool read = Fp32Element.TryRead(ref reader, out float wide);
        uint bits = BitConverter.SingleToUInt32Bits(wide);
        value = float.IsNaN(wide) ? (ushort)0x7FC0 : (ushort)((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16);
        return read && (!number || (value & 0x7F80) != 0x7F80);
    }
}

/// <summary>JSON has no words for these; the protocol's peers write them as strings.</summary>
internal static class NonFinite
{
    public static bool TryRead(ref Utf8JsonReader reader, out double value)
    {
        value = 0;
        if (reader.TokenType != JsonTokenType.String)
        {
            return false;
        }

        value = reader.ValueTextEquals("NaN"u8) ? double.NaN
            : reader.ValueTextEquals("Infinity"u8) || reader.ValueTextEquals("Inf"u8) ? double.PositiveInfinity
            : reader.ValueTextEquals("-Infinity"u8) || reader.ValueTextEquals("-Inf"u8) ? double.NegativeInfinity
            : 0;
        return value != 0;
    }
}
