using Gateway.Core.Models;
using Gateway.ModelHost.Sessions;
using Inference;

namespace Gateway.ModelHost.Endpoints.Grpc;

/// <summary>What a model declares, as messages.</summary>
internal static class ModelMessages
{
    public static ModelMetadataResponse Metadata(ReadyModel ready, IEnumerable<string> versions)
    {
        ModelSignature signature = ready.Model.Signature;
        return new ModelMetadataResponse
        {
            Name = ready.File.Name,
            Versions = { versions },
            Platform = Rest.ModelConfig.Platform,
            Inputs = { signature.Inputs.Select(Tensor) },
            Outputs = { signature.Outputs.Select(Tensor) },
        };
    }

    public static ModelConfig Config(ReadyModel ready)
    {
        ModelSignature signature = ready.Model.Signature;
        return new ModelConfig
        {
            Name = ready.File.Name,
            Platform = Rest.ModelConfig.Platform,
            Backend = "onnxruntime",
            DefaultModelFilename = Path.GetFileName(ready.File.Path),
            Input = { signature.Inputs.Select(spec => new ModelInput { Name = spec.Name, DataType = Type(spec.Datatype), Dims = { spec.Shape } }) },
            Output = { signature.Outputs.Select(spec => new ModelOutput { Name = spec.Name, DataType = Type(spec.Datatype), Dims = { spec.Shape } }) },
        };
    }

    private static ModelMetadataResponse.Types.TensorMetadata Tensor(TensorSpec spec) => new() { Name = spec.Name, Datatype = spec.Datatype.Name(), Shape = { spec.Shape } };

    private static DataType Type(Datatype datatype) => datatype switch
    {
        Datatype.Bool => DataType.TypeBool,
        Datatype.UInt8 => DataType.TypeUint8,
        Datatype.UInt16 => DataType.TypeUint16,
        Datatype.UInt32 => DataType.TypeUint32,
        Datatype.UInt64 => DataType.TypeUint64,
        Datatype.Int8 => DataType.TypeInt8,
        Datatype.Int16 => DataType.TypeInt16,
        Datatype.Int32 => DataType.TypeInt32,
        Datatype.Int64 => DataType.TypeInt64,
        Datatype.Fp16 => DataType.TypeFp16,
        Datatype.Bf16 => DataType.TypeBf16,
        Datatype.Fp32 => DataType.TypeFp32,
        Datatype.Fp64 => DataType.TypeFp64,
        Datatype.Bytes => DataType.TypeString,
        _ => throw new ArgumentOutOfRangeException(nameof(datatype), datatype, "no wire type"),
    };
}
