using Gateway.Core.Models;
using Google.Protobuf;
using Inference;

namespace Gateway.ModelHost.Endpoints.Grpc;

/// <summary>A request that a signature takes: one row of nothing.</summary>
internal static class ExampleMessage
{
    /// <summary>Bytes of all inputs: a larger one takes longer to send than it is worth.</summary>
    private const double Most = 1 << 22;

    /// <returns>Null when it would be too large.</returns>
    public static ModelInferRequest? Of(ModelFile file, ModelSignature signature)
    {
        TensorSpec[] inputs = [.. signature.Inputs.Select(input => input with { Shape = [.. input.Shape.Select(dimension => dimension < 0 ? 1 : dimension)] })];
        if (inputs.Sum(Bytes) > Most)
        {
            return null;
        }

        return new ModelInferRequest
        {
            ModelName = file.Name,
            ModelVersion = file.Version,
            Inputs = { inputs.Select(input => new ModelInferRequest.Types.InferInputTensor { Name = input.Name, Datatype = input.Datatype.Name(), Shape = { input.Shape } }) },
            RawInputContents = { inputs.Select(input => ByteString.CopyFrom(new byte[(int)Bytes(input)])) },
        };
    }

    /// <summary>An empty text is four bytes of nothing.</summary>
    private static double Bytes(TensorSpec input) =>
        input.Shape.Aggregate((double)(input.Datatype == Datatype.Bytes ? sizeof(int) : input.Datatype.ElementSize()), (all, dimension) => all * dimension);
}
