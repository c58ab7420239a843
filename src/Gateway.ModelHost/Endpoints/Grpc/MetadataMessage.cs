using Gateway.Core.Models;
using Gateway.ModelHost.Sessions;
using Inference;

namespace Gateway.ModelHost.Endpoints.Grpc;

/// <summary>What a model declares, as a message.</summary>
internal static class MetadataMessage
{
    public static ModelMetadataResponse Of(ReadyModel ready, IEnumerable<string> versions)
    {
        ModelSignature signature = ready.Model.Signature;
        return new ModelMetadataResponse
        {
            Name = ready.File.Name,
            Versions = { versions },
            Platform = ConfigMessage.Platform,
            Inputs = { signature.Inputs.Select(Tensor) },
            Outputs = { signature.Outputs.Select(Tensor) },
        };
    }

    private static ModelMetadataResponse.Types.TensorMetadata Tensor(TensorSpec spec) => new() { Name = spec.Name, Datatype = spec.Datatype.Name(), Shape = { spec.Shape } };
}
