using CsCheck;
using Gateway.Core.Inference;
using Gateway.Core.Models;
using Xunit;

namespace Gateway.Core.Tests.Inference;

public sealed class GrpcAnswerTests
{
    [Fact]
    public void Raw_outputs_of_a_message_are_compared_as_those_of_JSON_are()
    {
        byte[] one = Answer(("y", "FP32", [1, 2], Floats(1, 0))), other = Answer(("y", "FP32", [1, 2], Floats(4, 0)));
        Assert.True(AnswerDifference.Of(one, one, 0.01, AnswerComparison.Values)!.Agrees);
        AnswerDifference difference = AnswerDifference.Of(one, other, 0.01, AnswerComparison.Values)!;
        Assert.Equal((false, 3.0), (difference.Agrees, difference.Largest));
        Assert.True(AnswerDifference.Of("""{"outputs":[{"name":"y","datatype":"FP32","shape":[1,2],"data":[1,0]}]}"""u8, one, 0.01, AnswerComparison.Values)!.Agrees);
    }

    [Fact]
    public void An_answer_whose_bytes_do_not_fit_its_shape_cannot_be_read() =>
        Assert.Null(AnswerDifference.Of(Answer(("y", "FP32", [1, 3], Floats(1, 0))), [], 0.01, AnswerComparison.Values));

    [Fact]
    public void Any_bytes_behind_a_zero_are_read_without_a_fault() => Gen.Byte.Array[0, 100].Sample(bytes =>
    {
        if (InferAnswerReader.TryRead([0, 0, 0, 0, (byte)bytes.Length, .. bytes], out InferAnswer answer))
        {
            answer.Dispose();
        }
    });

    private static byte[] Answer(params (string Name, string Datatype, byte[] Shape, byte[] Raw)[] outputs)
    {
        List<byte> message = [];
        foreach ((string name, string datatype, byte[] shape, byte[] raw) in outputs)
        {
            byte[] output = [10, (byte)name.Length, .. System.Text.Encoding.UTF8.GetBytes(name), 18, (byte)datatype.Length, .. System.Text.Encoding.UTF8.GetBytes(datatype), 26, (byte)shape.Length, .. shape];
            message.AddRange([42, (byte)output.Length, .. output, 50, (byte)raw.Length, .. raw]);
        }

        return [0, 0, 0, 0, (byte)message.Count, .. message];
    }

    private static byte[] Floats(params float[] values) => [.. values.SelectMany(BitConverter.GetBytes)];
}
