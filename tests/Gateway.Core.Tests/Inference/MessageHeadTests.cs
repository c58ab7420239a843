using System.Buffers.Binary;
using System.Text;
using CsCheck;
using Gateway.Core.Inference;
using Xunit;

namespace Gateway.Core.Tests.Inference;

public sealed class MessageHeadTests
{
    /// <summary>A field as its bytes, and what it says of the head.</summary>
    private static readonly Gen<(byte[] Bytes, int Number, string Text)> Field = Gen.OneOf(
        Gen.Select(Gen.Int[1, 7], Gen.String[Gen.Char['a', 'z'], 0, 40], (number, text) => (Texts(number, text), number, text)),
        Gen.Select(Gen.Int[1, 5000], Gen.ULong, (number, value) => (Numbers(number, value), 0, "")),
        Gen.Select(Gen.Int[3, 100], Gen.Byte.Array[0, 600], (number, bytes) => (Bytes(number, bytes), 0, "")),
        Gen.Select(Gen.Int[1, 9], Gen.ULong, (number, value) => (Fixed64(number, value), 0, "")),
        Gen.Select(Gen.Int[1, 9], Gen.UInt, (number, value) => (Fixed32(number, value), 0, "")));

    [Fact]
    public void Fields_in_any_order_among_any_others_give_the_last_name_and_version() => Field.Array[0, 12].Sample(fields =>
    {
        byte[] message = [.. fields.SelectMany(field => field.Bytes)];
        MessageHead head = MessageHead.Read(message, message.Length);
        Assert.Equal(MessageHeadState.Whole, head.State);
        Assert.Equal(Last(fields, 1), Encoding.UTF8.GetString(head.Model));
        Assert.Equal(Last(fields, 2), Encoding.UTF8.GetString(head.Version));
    });

    [Fact]
    public void A_message_that_is_cut_anywhere_gives_what_came_before_the_cut() => Gen.Select(Field.Array[1, 8], Gen.Double[0, 1]).Sample((fields, share) =>
    {
        byte[] message = [.. fields.SelectMany(field => field.Bytes)];
        int cut = (int)(share * (message.Length - 1));
        MessageHead head = MessageHead.Read(message.AsSpan(0, cut), message.Length);
        Assert.Equal(MessageHeadState.Cut, head.State);
        int whole = 0, bytes = 0;
        while (whole < fields.Length && bytes + fields[whole].Bytes.Length <= cut)
        {
            bytes += fields[whole++].Bytes.Length;
        }

        Assert.Equal(Last(fields[..whole], 1), Encoding.UTF8.GetString(head.Model));
    });

    [Fact]
    public void A_message_that_ends_within_a_field_is_broken() => Field.Array[1, 8].Sample(fields =>
    {
        byte[] message = [.. fields.SelectMany(field => field.Bytes)];
        if (fields[^1].Bytes.Length > 1)
        {
            Assert.Equal(MessageHeadState.Broken, MessageHead.Read(message.AsSpan(0, message.Length - 1), message.Length - 1).State);
        }
    });

    [Fact]
    public void Any_bytes_at_all_are_read_without_a_fault() => Gen.Select(Gen.Byte.Array[0, 200], Gen.Long[-1, 400]).Sample((bytes, length) =>
    {
        MessageHead head = MessageHead.Read(bytes, length);
        Assert.True(head.Model.Length <= bytes.Length);
    });

    [Fact]
    public void A_renamed_message_has_the_new_name_and_version_wherever_the_old_ones_were() =>
        Gen.Select(Field.Array[0, 8], Gen.String[Gen.Char['a', 'z'], 1, 40], Gen.String[Gen.Char['0', '9'], 0, 3]).Sample((fields, model, version) =>
        {
            byte[] message = [.. fields.SelectMany(field => field.Bytes), .. MessageHead.Renaming(model, version)];
            MessageHead head = MessageHead.Read(message, message.Length);
            Assert.Equal((model, version), (Encoding.UTF8.GetString(head.Model), Encoding.UTF8.GetString(head.Version)));
        });

    [Theory]
    [InlineData("1S", 10_000_000)]
    [InlineData("99999999H", 99_999_999L * 36_000_000_000)]
    [InlineData("250m", 2_500_000)]
    [InlineData("7u", 70)]
    [InlineData("900n", 9)]
    [InlineData("2M", 1_200_000_000)]
    public void A_timeout_is_digits_and_a_unit(string text, long ticks)
    {
        Assert.True(GrpcTimeout.TryParse(text, out TimeSpan timeout));
        Assert.Equal(ticks, timeout.Ticks);
    }

    [Theory]
    [InlineData("")]
    [InlineData("S")]
    [InlineData("1")]
    [InlineData("1s")]
    [InlineData("-1S")]
    [InlineData("123456789S")]
    [InlineData("1.5S")]
    public void What_is_no_timeout_is_refused(string text) => Assert.False(GrpcTimeout.TryParse(text, out _));

    [Fact]
    public void Every_status_keeps_its_meaning_as_an_HTTP_status()
    {
        Assert.Equal(GrpcStatus.Unknown, GrpcStatuses.Parse(""));
        Assert.Equal(GrpcStatus.Unknown, GrpcStatuses.Parse("17"));
        Assert.Equal(GrpcStatus.Unavailable, GrpcStatuses.Parse("14"));
        foreach (GrpcStatus status in Enum.GetValues<GrpcStatus>().Except([GrpcStatus.Ok]))
        {
            Assert.InRange(status.HttpCode(), 400, 599);
        }

        Assert.All([404, 429, 499, 501, 503, 504, 401, 403], code => Assert.Equal(code, GrpcStatuses.OfError(code).HttpCode()));
    }

    private static string Last((byte[] Bytes, int Number, string Text)[] fields, int number) => fields.LastOrDefault(field => field.Number == number).Text ?? "";

    private static byte[] Texts(int number, string text) => Bytes(number, Encoding.UTF8.GetBytes(text));

    private static byte[] Bytes(int number, byte[] bytes) => [.. Varint((ulong)number << 3 | 2), .. Varint((ulong)bytes.Length), .. bytes];

    private static byte[] Numbers(int number, ulong value) => [.. Varint((ulong)number << 3), .. Varint(value)];

    private static byte[] Fixed64(int number, ulong value)
    {
        byte[] bytes = new byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, value);
        return [.. Varint((ulong)number << 3 | 1), .. bytes];
    }

    private static byte[] Fixed32(int number, uint value)
    {
        byte[] bytes = new byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        return [.. Varint((ulong)number << 3 | 5), .. bytes];
    }

    private static List<byte> Varint(ulong value)
    {
        List<byte> bytes = [];
        for (; value >= 0x80; value >>= 7)
        {
            bytes.Add((byte)(value | 0x80));
        }

        bytes.Add((byte)value);
        return bytes;
    }
}
