namespace Gateway.Core.Inference;

/// <summary>Lists of short decimals, read without a token for each: what is anything else, or may be no JSON, ends the list and is left to the reader.</summary>
public static class ShortDecimals
{
    /// <param name="text">From right behind an element of a JSON list: a comma, a number, and so on.</param>
    /// <param name="values">Filled from the start.</param>
    /// <param name="end">Right behind the last that was read.</param>
    /// <returns>How many were read.</returns>
    public static int Read(ReadOnlySpan<byte> text, Span<float> values, out int end)
    {
        end = 0;
        for (int i = 0; i < values.Length; i++)
        {
            int length = Element(text[end..], out double value);
            if (length == 0 || !ShortDecimal.TryNarrow(value, out values[i]))
            {
                return i;
            }

            end += length;
        }

        return values.Length;
    }

    /// <inheritdoc cref="Read(ReadOnlySpan{byte}, Span{float}, out int)"/>
    public static int Read(ReadOnlySpan<byte> text, Span<double> values, out int end)
    {
        end = 0;
        for (int i = 0; i < values.Length; i++)
        {
            int length = Element(text[end..], out values[i]);
            if (length == 0)
            {
                return i;
            }

            end += length;
        }

        return values.Length;
    }

    /// <returns>Bytes of a comma, blanks and a short number without an exponent, as JSON allows it; 0: it is something else.</returns>
    private static int Element(ReadOnlySpan<byte> text, out double value)
    {
        value = 0;
        if (text.IsEmpty || text[0] != ',')
        {
            return 0;
        }

        int at = 1;
        while (at < text.Length && IsBlank(text[at]))
        {
            at++;
        }

        bool negative = at < text.Length && text[at] == '-';
        int whole = negative ? ++at : at, places = 0;
        ulong digits = 0;
        at = Digits(text, at, ref digits);
        bool valid = at > whole && (text[whole] != '0' || at == whole + 1);
        if (valid && at < text.Length && text[at] == '.')
        {
            int point = at + 1;
            at = Digits(text, point, ref digits);
            places = at - point;
            valid = places > 0;
        }

        bool ends = at < text.Length && (text[at] is (byte)',' or (byte)']' || IsBlank(text[at]));
        return valid && ends && at - whole <= ShortDecimal.Longest && ShortDecimal.TryDivide(digits, places, negative, out value) ? at : 0;
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

    private static bool IsBlank(byte character) => character is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t';
}
