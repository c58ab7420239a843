using System.Text;
using CsCheck;
using Gateway.Core.Inference;
using Gateway.Core.Models;
using Xunit;

namespace Gateway.Core.Tests.Inference;

public sealed class RawTensorTests
{
    private static readonly Gen<Datatype> Fixed = Gen.Enum<Datatype>().Where(datatype => datatype is not (Datatype.Bytes or Datatype.Bool));

    [Fact]
    public void Bytes_are_shown_where_their_place_suits_the_datatype_and_copied_elsewhere() => Gen.Select(Fixed, Gen.Int[0, 9], Gen.Int[0, 20]).Sample((datatype, offset, count) =>
    {
        byte[] body = [.. Enumerable.Range(0, offset + (count * datatype.ElementSize())).Select(i => (byte)i)];
        ArraySegment<byte> raw = new ArraySegment<byte>(body)[offset..];
        using Tensor tensor = RawTensor.Read("x", datatype, [count], raw, raw, "");

        Assert.Equal(raw.ToArray(), tensor.Data.ToArray());
        body.AsSpan().Clear();
        bool shown = count > 0 && offset % datatype.ElementSize() == 0;
        Assert.Equal(shown ? new byte[raw.Count] : [.. Enumerable.Range(offset, raw.Count).Select(i => (byte)i)], tensor.Data.ToArray());
    });

    [Fact]
    public void Texts_are_read_as_they_are_framed() => Gen.Byte.Array[0, 9].Array[0, 9].Sample(texts =>
    {
        byte[] raw = [.. texts.SelectMany(text => (byte[])[.. BitConverter.GetBytes(text.Length), .. text])];
        using Tensor tensor = RawTensor.Read("x", Datatype.Bytes, [texts.Length], raw, default, "");

        Assert.Equal(texts, Enumerable.Range(0, texts.Length).Select(i => tensor.Element(i).ToArray()));
        Assert.Equal(raw.Length, RawTensor.SizeOf(tensor));
    });

    [Fact]
    public void Any_bytes_are_texts_or_a_sentence() => Gen.Select(Gen.Byte.Array[0, 40], Gen.Int[0, 12]).Sample((raw, count) =>
    {
        try
        {
            RawTensor.Read("x", Datatype.Bytes, [count], raw, default, "").Dispose();
        }
        catch (ProtocolException problem)
        {
            Assert.Contains("'x'", problem.Message, StringComparison.Ordinal);
        }
    });

    [Fact]
    public void A_byte_that_is_neither_0_nor_1_is_no_boolean() =>
        Assert.Equal("Input 'x': element 1 is 2, which is no BOOL.", Assert.Throws<ProtocolException>(() => RawTensor.Read("x", Datatype.Bool, [2], [1, 2], default, "")).Message);

    [Theory]
    [InlineData("", "")]
    [InlineData("  ", "")]
    [InlineData("", "\u0001")]
    public void An_answer_ends_its_JSON_by_itself_and_the_rest_is_its_tensors(string between, string behind)
    {
        string json = """{"outputs":[{"name":"a","datatype":"UINT8","shape":[3],"parameters":{"binary_data_size":3}},{"name":"b","datatype":"INT32","shape":[1],"data":[7]},{"name":"c","datatype":"BYTES","shape":[1],"parameters":{"binary_data_size":6}}]}""";
        byte[] body = [.. Encoding.UTF8.GetBytes(json + between), 1, 2, 3, 2, 0, 0, 0, (byte)'h', (byte)'i', .. Encoding.UTF8.GetBytes(behind)];

        Assert.Equal(behind.Length == 0, InferAnswerReader.TryRead(body, out InferAnswer answer));
        using (answer)
        {
            Assert.True(behind.Length > 0 || answer.Outputs[0].Data.SequenceEqual((ReadOnlySpan<byte>)[1, 2, 3]) && answer.Outputs[2].Element(0).SequenceEqual("hi"u8));
        }
    }
}
