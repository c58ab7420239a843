using System.Text;
using Gateway.Core.Inference;
using Google.Protobuf;
using Inference;
using Xunit;

namespace Gateway.ModelHost.Tests.Grpc;

/// <summary>Answers in typed lists, written by Google's library and read by ours.</summary>
public sealed class TypedAnswerTests
{
    public static TheoryData<string> Lists => new(Typed.Keys);

    private static Dictionary<string, (InferTensorContents Contents, byte[] Raw)> Typed { get; } = new()
    {
        ["BOOL"] = (new InferTensorContents { BoolContents = { true, false } }, [1, 0]),
        ["INT8"] = (new InferTensorContents { IntContents = { -1, 127 } }, [0xFF, 0x7F]),
        ["INT16"] = (new InferTensorContents { IntContents = { -2, 300 } }, [0xFE, 0xFF, 0x2C, 1]),
        ["INT32"] = (new InferTensorContents { IntContents = { int.MinValue, 7 } }, [.. BitConverter.GetBytes(int.MinValue), .. BitConverter.GetBytes(7)]),
        ["INT64"] = (new InferTensorContents { Int64Contents = { long.MinValue, 7 } }, [.. BitConverter.GetBytes(long.MinValue), .. BitConverter.GetBytes(7L)]),
        ["UINT8"] = (new InferTensorContents { UintContents = { 255, 0 } }, [255, 0]),
        ["UINT16"] = (new InferTensorContents { UintContents = { 65_535, 1 } }, [0xFF, 0xFF, 1, 0]),
        ["UINT32"] = (new InferTensorContents { UintContents = { uint.MaxValue, 1 } }, [.. BitConverter.GetBytes(uint.MaxValue), .. BitConverter.GetBytes(1)]),
        ["UINT64"] = (new InferTensorContents { Uint64Contents = { ulong.MaxValue, 1 } }, [.. BitConverter.GetBytes(ulong.MaxValue), .. BitConverter.GetBytes(1L)]),
        ["FP32"] = (new InferTensorContents { Fp32Contents = { float.NaN, -1.5f } }, [.. BitConverter.GetBytes(float.NaN), .. BitConverter.GetBytes(-1.5f)]),
        ["FP64"] = (new InferTensorContents { Fp64Contents = { double.NegativeInfinity, 2.5 } }, [.. BitConverter.GetBytes(double.NegativeInfinity), .. BitConverter.GetBytes(2.5)]),
        ["BYTES"] = (new InferTensorContents { BytesContents = { ByteString.CopyFromUtf8("é"), ByteString.Empty } }, [.. "é"u8]),
    };

    [Theory]
    [MemberData(nameof(Lists))]
    public void Every_list_is_read_as_its_raw_bytes_are(string datatype)
    {
        ModelInferResponse response = Response(datatype, 2, Typed[datatype].Contents);
        Assert.True(InferAnswerReader.TryRead(Framed(response.ToByteArray()), out InferAnswer answer));
        using (answer)
        {
            Tensor output = Assert.Single(answer.Outputs);
            Assert.Equal(("y", datatype, 2), (output.Name, output.Datatype.ToString().ToUpperInvariant(), output.Count));
            Assert.Equal(Typed[datatype].Raw, output.Data.ToArray());
        }
    }

    [Fact]
    public void Numbers_that_lie_in_a_field_each_are_read_as_packed_ones_are()
    {
        byte[] contents = [(6 << 3) | 5, .. BitConverter.GetBytes(1.5f), (6 << 3) | 5, .. BitConverter.GetBytes(2f)];
        byte[] output = [10, 1, (byte)'y', 18, 4, .. Encoding.ASCII.GetBytes("FP32"), 24, 2, 42, (byte)contents.Length, .. contents];
        Assert.True(InferAnswerReader.TryRead(Framed([42, (byte)output.Length, .. output]), out InferAnswer answer));
        using (answer)
        {
            Assert.Equal([.. BitConverter.GetBytes(1.5f), .. BitConverter.GetBytes(2f)], answer.Outputs[0].Data.ToArray());
        }
    }

    [Theory]
    [InlineData("FP16", 2)] // it has no list
    [InlineData("INT32", 2)] // its numbers are in another
    [InlineData("FP32", 3)] // one is missing
    public void A_list_that_does_not_fit_is_no_answer(string datatype, long count) =>
        Assert.False(InferAnswerReader.TryRead(Framed(Response(datatype, count, Typed["FP32"].Contents).ToByteArray()), out _));

    private static ModelInferResponse Response(string datatype, long count, InferTensorContents contents) => new()
    {
        ModelName = "m",
        Outputs = { new ModelInferResponse.Types.InferOutputTensor { Name = "y", Datatype = datatype, Shape = { count }, Contents = contents } },
    };

    private static byte[] Framed(byte[] message) => [0, 0, 0, 0, (byte)message.Length, .. message];
}
