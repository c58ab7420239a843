using System.Globalization;
using System.Text;
using CsCheck;
using Gateway.Core.Inference;
using Xunit;

namespace Gateway.Core.Tests.Inference;

public sealed class ShortDecimalTests
{
    private static readonly Gen<string> Decimals =
        Gen.Select(Gen.Bool, Gen.ULong[0, 999_999_999_999_999_999], Gen.Int[0, 17]).Select((negative, digits, places) =>
        {
            string text = digits.ToString(CultureInfo.InvariantCulture).PadLeft(places + 1, '0');
            return (negative ? "-" : "") + text[..^places] + (places == 0 ? "" : "." + text[^places..]);
        });

    [Fact]
    public void Any_decimal_reads_as_the_platform_reads_it_or_is_left_to_it() => Decimals.Sample(Same, iter: 200_000);

    [Fact]
    public void Any_float_as_it_is_written_reads_as_itself() =>
        Gen.Float.Where(float.IsFinite).Select(value => value.ToString("R", CultureInfo.InvariantCulture)).Sample(Same, iter: 100_000);

    [Fact]
    public void The_middle_between_two_floats_and_what_is_near_it_is_not_rounded_twice() =>
        Gen.Select(Gen.ULong[1UL << 23, (1UL << 24) - 1], Gen.Int[0, 28], Gen.Int[-2, 2]).Select((significand, shift, near) =>
            (((significand << 1) + 1) << shift).ToString(CultureInfo.InvariantCulture) is var middle && near == 0
                ? middle
                : ((long)(((significand << 1) + 1) << shift) + near).ToString(CultureInfo.InvariantCulture)).Sample(Same, iter: 100_000);

    [Fact]
    public void What_only_a_double_takes_for_the_middle_between_two_floats_is_not_rounded_twice() =>
        Gen.Int[1 << 23, (9 << 20) - 1].Select(half => Math.Round(((2 * half) + 1) / (decimal)(1 << 21), 15).ToString(CultureInfo.InvariantCulture)).Sample(Same, iter: 100_000); // from 8 to 9

    [Theory]
    [InlineData("0.1")]
    [InlineData("-0")]
    [InlineData("-0.0")]
    [InlineData("5")]
    [InlineData("16777217")] // the middle of two floats
    [InlineData("16777217.0000001")]
    [InlineData("0.123456789")]
    [InlineData("9007199254740993")] // more than a double holds
    public void What_programs_write_reads_as_the_platform_reads_it(string text) => Same(text);

    [Theory]
    [InlineData("0.25", true)]
    [InlineData("1e-5", false)]
    [InlineData("1E5", false)]
    [InlineData("", false)]
    [InlineData("1234567890123456789", false)]
    public void What_is_long_or_has_an_exponent_is_the_platforms(string text, bool read) =>
        Assert.Equal(read, ShortDecimal.TryRead(Encoding.ASCII.GetBytes(text), out double _));

    private static void Same(string text)
    {
        byte[] bytes = Encoding.ASCII.GetBytes(text);
        if (ShortDecimal.TryRead(bytes, out double wide))
        {
            Assert.Equal(BitConverter.DoubleToInt64Bits(double.Parse(text, CultureInfo.InvariantCulture)), BitConverter.DoubleToInt64Bits(wide));
        }

        if (ShortDecimal.TryRead(bytes, out float narrow))
        {
            Assert.Equal(BitConverter.SingleToInt32Bits(float.Parse(text, CultureInfo.InvariantCulture)), BitConverter.SingleToInt32Bits(narrow));
        }
    }
}
