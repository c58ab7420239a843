namespace Gateway.Core.Inference;

/// <summary>Reads the decimals that float data is made of faster than the platform, to the same bits: one division of two numbers that a double holds exactly is rounded right (W. D. Clinger, How to read floating point numbers accurately, 1990).</summary>
public static class ShortDecimal
{
    private const int Longest = 18; // without its sign: so many digits never overflow
    private const ulong Exact = 1UL << 53;

    /// <summary>Of ten, to as many places as a short number has.</summary>
    private static readonly double[] Powers = [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18];

    /// <param name="number">As JSON has it.</param>
    /// <returns>False: it is long or has an exponent, and is the platform's to read.</returns>
    public static bool TryRead(ReadOnlySpan<byte> number, out double value) => Scan(number, out value) is var length && length > 0 && length == number.Length;

    /// <inheritdoc cref="TryRead(ReadOnlySpan{byte}, out double)"/>
    public static bool TryRead(ReadOnlySpan<byte> number, out float value)
    {
        bool read = TryRead(number, out double wide);
        return TryNarrow(wide, out value) && read;
    }

    /// <param name="text">From right behind an element of a JSON list.</param>
    /// <returns>Bytes of a comma, blanks and a short number; 0: it is something else, or may be no JSON.</returns>
    public static int Next(ReadOnlySpan<byte> text, out double value)
    {
        value = 0;
        if (text.IsEmpty || text[0] != ',')
        {
            return 0;
        }

        int start = 1;
        while (start < text.Length && IsBlank(text[start]))
        {
            start++;
        }

        int length = Scan(text[start..], out value), end = start + length;
        return length > 0 && end < text.Length && (text[end] is (byte)',' or (byte)']' || IsBlank(text[end])) ? end : 0;
    }

    /// <inheritdoc cref="Next(ReadOnlySpan{byte}, out double)"/>
    public static int Next(ReadOnlySpan<byte> text, out float value)
    {
        int length = Next(text, out double wide);
        return TryNarrow(wide, out value) ? length : 0;
    }

    /// <returns>Bytes of the short number that the text begins with, as JSON allows it but for an exponent; 0: there is none.</returns>
    private static int Scan(ReadOnlySpan<byte> text, out double value)
    {
        value = 0;
        bool negative = !text.IsEmpty && text[0] == '-';
        int whole = negative ? 1 : 0, places = 0;
        ulong digits = 0;
        int at = Digits(text, whole, ref digits);
        bool valid = at > whole && (text[whole] != '0' || at == whole + 1);
        if (valid && at < text.Length && text[at] == '.')
        {
            int point = at + 1;
            at = Digits(text, point, ref digits);
            places = at - point;
            valid = places > 0;
        }

        if (!valid || at - whole > Longest || digits > Exact)
        {
            return 0;
        }

        double magnitude = digits / Powers[places];
        value = negative ? -magnitude : magnitude;
        return at;
    }

    private static int Digits(ReadOnlySpan<byte> text, int at, ref ulong digits)
    {
        uint digit;
        ulong sum = digits;
        while (at < text.Length && (digit = (uint)text[at] - '0') <= 9)
        {
            sum = (sum * 10) + digit;
            at++;
        }

        digits = sum;
        return at;
    }

    /// <summary>Rounded twice is rounded once, unless the first time ended in the middle between two floats.</summary>
    private static bool TryNarrow(double wide, out float value)
    {
        value = (float)wide;
        return (BitConverter.DoubleToInt64Bits(wide) & 0x1FFF_FFFF) != 0x1000_0000;
    }

    private static bool IsBlank(byte character) => character is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t';
}
