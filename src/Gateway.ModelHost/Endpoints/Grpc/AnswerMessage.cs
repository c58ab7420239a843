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
    /// <exception cref="ProtocolException">An output cannot have the form that was asked for.</exception>
    public static ModelInferResponse Of(ReadyModel ready, InferRequest request, Answer answer)
    {
        ModelInferResponse message = new() { ModelName = ready.File.Name, ModelVersion = ready.File.Version, Id = request.Id ?? "" };
        List<Tensor> made = [];
        try
        {
            foreach (RenderedOutput output in RenderedOutput.Of(answer, request, ready, made))
            {
                ITensor tensor = output.Tensor;
                message.Outputs.Add(new ModelInferResponse.Types.InferOutputTensor { Name = tensor.Name, Datatype = tensor.Datatype.Name(), Shape = { tensor.Shape } });
                message.RawOutputContents.Add(tensor.Datatype == Datatype.Bytes ? Strings(tensor) : ByteString.CopyFrom(tensor.Data));
            }
        }
        finally
        {
            made.ForEach(tensor => tensor.Dispose());
        }

        return message;
    }

    private static ByteString Strings(ITensor tensor)
    {
        byte[] raw = new byte[RawTensor.SizeOf(tensor)];
        Span<byte> left = raw;
        for (int i = 0; i < tensor.Count; i++)
        {
            ReadOnlySpan<byte> element = tensor.Element(i);
            BinaryPrimitives.WriteInt32LittleEndian(left, element.Length);
            element.CopyTo(left[RawTensor.LengthSize..]);
            left = left[(RawTensor.LengthSize + element.Length)..];
        }

        return UnsafeByteOperations.UnsafeWrap(raw); // nobody else has the array
    }
}
