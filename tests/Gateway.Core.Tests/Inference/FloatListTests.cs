using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using CsCheck;
using Gateway.Core.Inference;
using Xunit;

namespace Gateway.Core.Tests.Inference;

public sealed class FloatListTests
{
    /// <summary>What may stand in a list, and what may not: numbers of every form, near misses, other values, brackets.</summary>
    private static readonly Gen<string> Element = Gen.Frequency(
        (12, Gen.Double[-10, 10].Select(value => Math.Round(value, 4).ToString(CultureInfo.InvariantCulture))),
        (3, Gen.Float.Select(value => value.ToString("R", CultureInfo.InvariantCulture))),
        (2, Gen.Int.Select(value => value.ToString(CultureInfo.InvariantCulture))),
        (3, Gen.Select(Gen.Bool, Gen.Char['0', '9'].Array[12, 25], Gen.Int[0, 24]).Select((negative, digits, point) => Long(negative, new string(digits), point))),
        (1, One("-0", "0", "18446744073709551617", "0.0000000000000000000000000000001", "123456789012345678", "1234567890123456789", "1e5", "1E-7", "0.12345678901234567", "16777217", "9007199254740993", "\"NaN\"", "\"-Infinity\"")),
        (1, One("01", "-", ".5", "1.", "+1", "1.2.3", "", "null", "true", "\"1\"", "[1]", "]", "1 2", "0x1", "1,", "٣")));

    private static readonly Gen<string> Comma = Gen.Frequency((8, Gen.Const(",")), (4, Gen.Const(", ")), (1, One(" ,", ",\n\t ", ",,", ";")));

    private static readonly Gen<string> Lists = Gen.Select(Element.Array[0, 12], Comma.Array[12], One("", "", "", " ", "\n")).Select((elements, commas, blank) =>
        "[" + blank + string.Concat(elements.Select((element, index) => element + (index < elements.Length - 1 ? commas[index] : ""))) + blank + "]");

    [Theory]
    [InlineData("FP32")]
    [InlineData("FP64")]
    public void A_list_reads_to_the_bits_that_the_platform_reads_and_what_is_no_json_is_refused_where_it_is(string datatype) =>
        Gen.Select(Lists, Gen.Int[-1, 1], Gen.Bool).Sample((list, off, nested) => Same(list, off, nested, datatype), iter: 40_000);

    [Theory]
    [InlineData(",0.5, 2,-0.25]", 3, 13)]
    [InlineData(",1,1e5,2]", 1, 2)]
    [InlineData(",1,2", 1, 2)] // more may come
    [InlineData(",1,]", 1, 2)]
    [InlineData(",12345678901234.75,9.25,9.1234567890123456]", 2, 23)] // the last has more digits than a double holds
    [InlineData(" ,1]", 0, 0)]
    [InlineData("]", 0, 0)]
    public void A_list_is_read_as_far_as_short_decimals_go(string text, int count, int at)
    {
        byte[] list = Encoding.ASCII.GetBytes(text);
        Assert.Equal((count, at), Read(list, at => ShortDecimal.Next(list.AsSpan(at), out double _)));
        Assert.Equal((count, at), Read(list, at => ShortDecimal.Next(list.AsSpan(at), out float _)));

        static (int, int) Read(byte[] list, Func<int, int> next)
        {
            (int count, int at, int length) = (0, 0, 0);
            while ((length = next(at)) > 0)
            {
                (count, at) = (count + 1, at + length);
            }

            return (count, at);
        }
    }

    [Fact]
    public void An_answer_with_a_list_before_binary_outputs_is_read_whole()
    {
        byte[] binary = MemoryMarshal.AsBytes<float>([7, 8]).ToArray();
        byte[] body = [.. """{"outputs":[{"name":"a","datatype":"FP32","shape":[2,2],"data":[0.5,1.5,2,-2.5]},{"name":"b","datatype":"FP32","shape":[2],"parameters":{"binary_data_size":8}}]}"""u8, .. binary];
        Assert.True(InferAnswerReader.TryRead(body, out InferAnswer answer));
        using InferAnswer read = answer;
        Assert.Equal([0.5f, 1.5f, 2, -2.5f], MemoryMarshal.Cast<byte, float>(answer.Outputs[0].Data).ToArray());
        Assert.Equal([7, 8], MemoryMarshal.Cast<byte, float>(answer.Outputs[1].Data).ToArray());
    }

    [Fact]
    public void What_follows_a_list_is_read_as_if_it_had_been_read_number_by_number()
    {
        byte[] body = """{"inputs":[{"name":"a","datatype":"FP32","shape":[2,2],"data":[[0.5, 1.5],[2, -2.5]]},{"data":[1, 2.5],"name":"b","shape":[2],"datatype":"FP64"}],"outputs":[{"name":"y"}],"id":"i"}"""u8.ToArray();
        using InferRequest request = InferRequestReader.Read(body);
        Assert.Equal([0.5f, 1.5f, 2, -2.5f], MemoryMarshal.Cast<byte, float>(request.Inputs[0].Data).ToArray());
        Assert.Equal([1, 2.5], MemoryMarshal.Cast<byte, double>(request.Inputs[1].Data).ToArray());
        Assert.Equal(("y", "i"), (Assert.Single(request.Outputs).Name, request.Id));
    }

    private static string Long(bool negative, string digits, int point)
    {
        string whole = point < digits.Length ? digits[..^point].TrimStart('0') : "";
        return (negative ? "-" : "") + (whole.Length > 0 ? whole : "0") + (point > 0 ? "." + digits.PadLeft(point, '0')[^point..] : "");
    }

    private static Gen<string> One(params string[] texts) => Gen.Int[0, texts.Length - 1].Select(index => texts[index]);

    private static void Same(string list, int off, bool nested, string datatype)
    {
        double[]? expected = Platform(list);
        long count = Math.Max(0, (expected?.Length ?? list.Count(character => character == ',') + 1) + off); // broken ones have about as many
        string data = nested ? $"[{list}]" : list;
        byte[] body = Encoding.UTF8.GetBytes($$"""{"inputs":[{"name":"x","datatype":"{{datatype}}","shape":[{{count}}],"data":{{data}}}]}""");
        try
        {
            using InferRequest request = InferRequestReader.Read(body);
            Assert.NotNull(expected);
            Assert.Equal(count, expected.Length);
            byte[] bytes = datatype == "FP64" ? MemoryMarshal.AsBytes(expected.AsSpan()).ToArray() : MemoryMarshal.AsBytes(expected.Select((_, index) => Narrow(list, index)).ToArray().AsSpan()).ToArray();
            Assert.Equal(bytes, request.Inputs[0].Data.ToArray());
        }
        catch (ProtocolException problem)
        {
            Assert.True(expected is null || count != expected.Length || count == 0, $"{list}: {problem.Message}");
            Assert.Equal(problem.Message.Contains("not valid JSON", StringComparison.Ordinal), Broken(body) is { } place && problem.Message.Contains(place, StringComparison.Ordinal));
        }
    }

    /// <returns>The list's numbers; null: it is no JSON, or holds something else.</returns>
    private static double[]? Platform(string list)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(list);
            return [.. Flat(document.RootElement).Select(Value)];
        }
        catch (Exception problem) when (problem is JsonException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }

    private static float Narrow(string list, int index)
    {
        using JsonDocument document = JsonDocument.Parse(list);
        JsonElement element = Flat(document.RootElement).ElementAt(index);
        return element.ValueKind == JsonValueKind.Number ? element.GetSingle() : (float)Value(element);
    }

    private static IEnumerable<JsonElement> Flat(JsonElement element) => element.ValueKind == JsonValueKind.Array ? element.EnumerateArray().SelectMany(Flat) : [element];

    private static double Value(JsonElement element) => element.ValueKind == JsonValueKind.Number ? element.GetDouble()
        : element.GetString() switch { "NaN" => double.NaN, "-Infinity" => double.NegativeInfinity, _ => throw new FormatException() };

    /// <returns>Where one reader stumbles; null: nowhere.</returns>
    private static string? Broken(byte[] body)
    {
        try
        {
            Utf8JsonReader reader = new(body);
            while (reader.Read())
            {
            }

            return null;
        }
        catch (JsonException problem)
        {
            return $"at byte {problem.BytePositionInLine} of line {problem.LineNumber + 1}.";
        }
    }
}
