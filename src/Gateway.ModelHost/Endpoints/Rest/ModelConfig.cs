using Gateway.Core.Models;

namespace Gateway.ModelHost.Endpoints.Rest;

/// <summary>Triton's model configuration, as far as a signature tells it. Dimensions are whole, so there is no batch dimension beside them.</summary>
internal static class ModelConfig
{
    public const string Platform = "onnxruntime_onnx";

    public static object Of(string model, ModelSignature signature) => new
    {
        name = model,
        platform = Platform,
        backend = "onnxruntime",
        max_batch_size = 0,
        input = signature.Inputs.Select(Tensor),
        output = signature.Outputs.Select(Tensor),
        default_model_filename = "model.onnx",
    };

    private static object Tensor(TensorSpec spec) => new { name = spec.Name, data_type = "TYPE_" + (spec.Datatype == Datatype.Bytes ? "STRING" : spec.Datatype.Name()), dims = spec.Shape };
}
