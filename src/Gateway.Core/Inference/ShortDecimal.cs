namespace Gateway.Core.Inference;

/// <summary>Reads the decimals that float data is made of faster than the platform, to the same bits: one division of two numbers that a double holds exactly is rounded right (W. D. Clinger, How to read floating point numbers accurately, 1990).</summary>
public static class ShortDecimal
{
    /// <summary>Characters: so many digits never overflow.</summary>
    internal const int Longest = 18;

    private const ulong Exact = 1UL << 53;

    /// <summary>Of ten, to as many places as a short number has.</summary>
    private static readonly double[] Powers = [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18];

    /// <param name="number">As JSON has it.</param>
    /// <returns>False: it is long or has an exponent, and is the platform's to read.</returns>
    public static bool TryRead(ReadOnlySpan<byte> number, out double value)
    {
        value = 0;
        if (number.Length is 0 or > Longest)
        {
            return false;
        }

        bool negative = number[0] == '-';
        ulong digits = 0;
        int point = number.Length - 1;
        for (int i = negative ? 1 : 0; i < number.Length; i++)
        {
            uint digit = (uint)number[i] - '0';
            if (digit <= 9)
            {
                digits = (digits * 10) + digit;
            }
            else if (number[i] == '.')
            {
                point = i;
            }
            else
            {
                return false;
            }
        }

        return TryDivide(digits, number.Length - 1 - point, negative, out value);
    }

    /// <summary>Rounded twice is rounded once, unless the first time ended in the middle between two floats.</summary>
    public static bool TryRead(ReadOnlySpan<byte> number, out float value)
    {
        bool read = TryRead(number, out double wide);
        return TryNarrow(wide, out value) && read;
    }

    /// <param name="digits">All of them, as a whole number.</param>
    /// <param name="places">Of these, behind the point.</param>
    internal static bool TryDivide(ulong digits, int places, bool negative, out double value)
    {
        double magnitude = digits / Powers[places];
        value = negative ? -magnitude : magnitude;
        return digits <= Exact;
    }

    internal static bool TryNarrow(double wide, out float value)
    {
        value = (float)wide;
        return (BitConverter.DoubleToInt64Bits(wide) & 0x1FFF_FFFF) != 0x1000_0000;
    }
}
