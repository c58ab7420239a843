using System.Buffers.Binary;
using Gateway.Core.Inference;
using Gateway.Core.Models;
using Gateway.ModelHost.Sessions;
using Google.Protobuf;
using Inference;

namespace Gateway.ModelHost.Endpoints.Grpc;

/// <summary>An answer as its message: always raw, whatever the request was; Triton's clients look there first, and nobody else has a member for FP16.</summary>
internal static class AnswerMessage
{
    public static ModelInferResponse Of(ModelFile file, InferRequest request, Answer answer)
    {
        ModelInferResponse message = new() { ModelName = file.Name, ModelVersion = file.Version, Id = request.Id ?? "" };
        foreach (Output output in answer.Outputs)
        {
            message.Outputs.Add(new ModelInferResponse.Types.InferOutputTensor { Name = output.Name, Datatype = output.Datatype.Name(), Shape = { output.Shape } });
            message.RawOutputContents.Add(output.Datatype == Datatype.Bytes ? Strings(output) : ByteString.CopyFrom(output.Data));
        }

        return message;
    }

    private static ByteString Strings(Output output)
    {
        int bytes = 0;
        for (int i = 0; i < output.Count; i++)
        {
            bytes = checked(bytes + sizeof(int) + output.Element(i).Length);
        }

        byte[] raw = new byte[bytes];
        Span<byte> left = raw;
        for (int i = 0; i < output.Count; i++)
        {
            ReadOnlySpan<byte> element = output.Element(i);
            BinaryPrimitives.WriteInt32LittleEndian(left, element.Length);
            element.CopyTo(left[sizeof(int)..]);
            left = left[(sizeof(int) + element.Length)..];
        }

        return UnsafeByteOperations.UnsafeWrap(raw); // nobody else has the array
    }
}
