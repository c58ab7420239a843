using System.Buffers;
using System.Text;
using System.Text.Json;
using CsCheck;
using Gateway.Core.Inference;
using Gateway.Core.Models;
using Xunit;

namespace Gateway.Core.Tests.Inference;

public sealed class InferRequestReaderTests
{
    private static readonly Gen<Datatype> Fixed = Gen.Enum<Datatype>().Where(datatype => datatype != Datatype.Bytes);

    [Fact]
    public void What_is_written_is_read_back_bit_for_bit_in_every_datatype_flat_or_nested() =>
        Gen.Select(Fixed, Gen.Int[0, 5], Gen.Int[0, 7], Gen.Bool, Gen.Bool, Gen.Byte.Array[400]).Sample((datatype, rows, columns, nested, early, noise) =>
        {
            byte[] data = Canonical(datatype, noise[..(rows * columns * datatype.ElementSize())]);
            string values = Written(datatype, data, rows, columns, nested);
            string head = $"\"name\":\"a b/0\",\"datatype\":\"{datatype.Name()}\",\"shape\":[{rows},{columns}]";
            string json = early ? $"{{\"inputs\":[{{\"data\":{values},{head}}}]}}" : $"{{\"id\":\"x\",\"inputs\":[{{{head},\"data\":{values}}}]}}";
            using InferRequest request = InferRequestReader.Read(Encoding.UTF8.GetBytes(json));
            Assert.Equal(data, request.Inputs[0].Data.ToArray());
        });

    [Fact]
    public void Strings_of_any_text_are_read_back() => Gen.String.Array[0, 20].Sample(texts =>
    {
        string[] valid = [.. texts.Select(text => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)))];
        string json = JsonSerializer.Serialize(new { inputs = new[] { new { name = "s", datatype = "BYTES", shape = new[] { valid.Length }, data = valid } } });
        using InferRequest request = InferRequestReader.Read(Encoding.UTF8.GetBytes(json));
        Assert.Equal(valid, Enumerable.Range(0, valid.Length).Select(i => Encoding.UTF8.GetString(request.Inputs[0].Element(i))));
    });

    [Fact]
    public void Any_bytes_are_a_request_or_a_sentence_and_never_another_exception()
    {
        byte[] seed = Encoding.UTF8.GetBytes("{\"id\":\"1\",\"inputs\":[{\"name\":\"x\",\"shape\":[2,2],\"datatype\":\"FP32\",\"data\":[[1.5,\"NaN\"],[3,-4e2]]},{\"data\":[\"a\",\"\\u00e9\"],\"name\":\"s\",\"datatype\":\"BYTES\",\"shape\":[2]}],\"outputs\":[{\"name\":\"y\"}]}");
        Gen.Select(Gen.Int[0, seed.Length - 1], Gen.Byte, Gen.Int[0, seed.Length - 1], Gen.Byte, Gen.Int[0, seed.Length]).Sample((at, value, other, more, cut) =>
        {
            byte[] body = [.. seed];
            (body[at], body[other]) = (value, more);
            try
            {
                InferRequestReader.Read(body.AsSpan(0, cut)).Dispose();
                InferRequestReader.Read(body).Dispose();
            }
            catch (ProtocolException problem)
            {
                Assert.NotEmpty(problem.Message);
            }
        }, iter: Environment.GetEnvironmentVariable("GATEWAY_LONG_TESTS") is null ? 20_000 : 1_000_000);
    }

    [Theory]
    [InlineData("\"shape\":[],\"datatype\":\"INT64\",\"data\":[7]")]
    [InlineData("\"shape\":[],\"datatype\":\"INT64\",\"data\":7")]
    [InlineData("\"shape\":[1,1],\"datatype\":\"INT64\",\"data\":[[7]]")]
    public void A_scalar_and_its_like_are_read(string tensor)
    {
        using InferRequest request = InferRequestReader.Read(Encoding.UTF8.GetBytes($"{{\"inputs\":[{{\"name\":\"x\",{tensor}}}]}}"));
        Assert.Equal(7, BitConverter.ToInt64(request.Inputs[0].Data));
    }

    [Theory]
    [InlineData("INT8", "128")]
    [InlineData("UINT8", "-1")]
    [InlineData("INT32", "1.5")]
    [InlineData("FP16", "70000")]
    [InlineData("BF16", "3.4e38")]
    [InlineData("FP32", "1e39")]
    [InlineData("BOOL", "1")]
    [InlineData("INT64", "\"1\"")]
    [InlineData("BYTES", "1")]
    [InlineData("FP32", "null")]
    public void A_value_that_its_datatype_cannot_hold_is_refused_with_the_tensors_name(string datatype, string value)
    {
        string json = $"{{\"inputs\":[{{\"name\":\"x\",\"shape\":[1],\"datatype\":\"{datatype}\",\"data\":[{value}]}}]}}";
        var problem = Assert.Throws<ProtocolException>(() => InferRequestReader.Read(Encoding.UTF8.GetBytes(json)));
        Assert.StartsWith("Input 'x': element 0 is ", problem.Message, StringComparison.Ordinal);
    }

    /// <summary>Booleans are 0 or 1, and all NaN are one: the rest is any bits.</summary>
    private static byte[] Canonical(Datatype datatype, byte[] noise)
    {
        byte[] data = datatype == Datatype.Bool ? [.. noise.Select(value => (byte)(value & 1))] : [.. noise];
        string text = Written(datatype, data, 1, data.Length / datatype.ElementSize(), nested: false);
        string json = $"{{\"inputs\":[{{\"name\":\"x\",\"shape\":[{data.Length / datatype.ElementSize()}],\"datatype\":\"{datatype.Name()}\",\"data\":{text}}}]}}";
        using InferRequest request = InferRequestReader.Read(Encoding.UTF8.GetBytes(json));
        return text.Contains("NaN", StringComparison.Ordinal) ? request.Inputs[0].Data.ToArray() : data;
    }

    private static string Written(Datatype datatype, byte[] data, int rows, int columns, bool nested)
    {
        ArrayBufferWriter<byte> bytes = new();
        using Utf8JsonWriter writer = new(bytes);
        writer.WriteStartArray();
        int row = columns * datatype.ElementSize();
        for (int i = 0; i < rows; i++)
        {
            if (nested)
            {
                writer.WriteStartArray();
            }

            TensorWriter.Write(writer, datatype, data.AsSpan(i * row, row));
            if (nested)
            {
                writer.WriteEndArray();
            }
        }

        writer.WriteEndArray();
        writer.Flush();
        return Encoding.UTF8.GetString(bytes.WrittenSpan);
    }
}
