using System.Text;
using System.Text.Json;
using CsCheck;
using Gateway.Core.Inference;
using Gateway.Core.Inference.V1;
using Gateway.Core.Models;
using Xunit;

namespace Gateway.Core.Tests.Inference;

public sealed class PredictRequestReaderTests
{
    private static readonly ModelSignature Two = new([new TensorSpec("a", Datatype.Fp32, [-1, 2]), new TensorSpec("b", Datatype.Bytes, [-1])], []);

    [Fact]
    public void Rows_and_columns_of_the_same_values_are_the_same_request() => Gen.Select(Gen.Int[-999, 999], Gen.Int[-999, 999]).Array[1, 9].Sample(rows =>
    {
        string byRow = JsonSerializer.Serialize(new { instances = rows.Select(row => new { a = new[] { row.Item1, row.Item2 }, b = $"{row.Item1}" }) });
        string byColumn = JsonSerializer.Serialize(new { inputs = new { a = rows.Select(row => new[] { row.Item1, row.Item2 }), b = rows.Select(row => $"{row.Item1}") } });
        PredictRequest one = Read(byRow), other = Read(byColumn);
        using InferRequest left = one.Request, right = other.Request;

        Assert.Equal((rows.LongLength, null), (one.Rows, other.Rows));
        Assert.All(left.Inputs.Zip(right.Inputs), pair => Assert.True(pair.First.Shape.AsSpan().SequenceEqual(pair.Second.Shape) && pair.First.Data.SequenceEqual(pair.Second.Data)));
    });

    [Fact]
    public void Bare_words_for_what_is_no_number_are_taken()
    {
        using InferRequest request = Read("""{"instances":[{"a":[NaN,-Infinity],"b":"NaN"}]}""").Request;

        Assert.True(float.IsNaN(BitConverter.ToSingle(request.Inputs[0].Data)));
        Assert.Equal("NaN", Encoding.UTF8.GetString(request.Inputs[1].Element(0)));
    }

    [Fact]
    public void Any_bytes_are_a_request_or_a_sentence()
    {
        byte[] seed = Encoding.UTF8.GetBytes("{\"instances\":[{\"a\":[1,2.5],\"b\":\"x\"},{\"b\":{\"b64\":\"AA==\"},\"a\":[[3],4]}],\"x\":[{}]}");
        Gen.Select(Gen.Int[0, seed.Length - 1], Gen.Byte, Gen.Int[0, seed.Length - 1], Gen.Byte, Gen.Int[0, seed.Length]).Sample((at, value, other, more, cut) =>
        {
            byte[] body = [.. seed];
            (body[at], body[other]) = (value, more);
            foreach (byte[] sent in (byte[][])[body, body[..cut]])
            {
                try
                {
                    PredictRequestReader.Read(sent, Two, default).Request.Dispose();
                }
                catch (ProtocolException problem)
                {
                    Assert.NotEmpty(problem.Message);
                }
            }
        }, iter: Environment.GetEnvironmentVariable("GATEWAY_LONG_TESTS") is null ? 10_000 : 500_000);
    }

    private static PredictRequest Read(string json) => PredictRequestReader.Read(Encoding.UTF8.GetBytes(json), Two, default);
}
