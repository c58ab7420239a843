using Gateway.Core.Inference;
using Google.Protobuf.Collections;
using Inference;

namespace Gateway.ModelHost.Endpoints.Grpc;

/// <summary>Of the parameters of a request those that a host acts on; others are the client's own.</summary>
internal static class ParameterReader
{
    private const string FinalResponse = "triton_enable_empty_final_response";

    /// <exception cref="ProtocolException">A reserved one, or a value of the wrong kind.</exception>
    public static RequestParameters Request(ModelInferRequest message)
    {
        if (message.Parameters.Keys.FirstOrDefault(key => key.StartsWith("triton_", StringComparison.Ordinal) && key != FinalResponse) is { } reserved)
        {
            throw new ProtocolException($"parameter keys starting with 'triton_' are reserved for Triton usage, got '{reserved}'");
        }

        return message.Parameters.TryGetValue("timeout", out InferParameter? timeout) && Whole(timeout, "timeout") is > 0 and var microseconds
            ? new RequestParameters(Timeout: TimeSpan.FromMicroseconds(Math.Min(microseconds, TimeSpan.MaxValue.Ticks / 20)))
            : RequestParameters.None;
    }

    /// <exception cref="ProtocolException">An output that is named twice, or a classification of no number.</exception>
    public static List<RequestedOutput> Outputs(ModelInferRequest message)
    {
        List<RequestedOutput> outputs = [];
        foreach (ModelInferRequest.Types.InferRequestedOutputTensor output in message.Outputs)
        {
            if (outputs.Exists(other => other.Name == output.Name))
            {
                throw new ProtocolException($"output '{output.Name}' already exists in request");
            }

            RefuseSharedMemory(output.Parameters, $"output '{output.Name}'", message.ModelName);
            long classes = output.Parameters.TryGetValue("classification", out InferParameter? classification) ? Whole(classification, "classification") : 0;
            outputs.Add(new RequestedOutput(output.Name, Binary: true, (int)Math.Min(classes, int.MaxValue)));
        }

        return outputs;
    }

    public static void RefuseSharedMemory(MapField<string, InferParameter> parameters, string tensor, string model)
    {
        if (parameters.TryGetValue("shared_memory_region", out InferParameter? region))
        {
            throw new ProtocolException($"{tensor} for model '{model}' names the shared memory region '{region.StringParam}', and this host takes no shared memory");
        }
    }

    private static long Whole(InferParameter parameter, string name) => parameter.ParameterChoiceCase switch
    {
        InferParameter.ParameterChoiceOneofCase.Int64Param when parameter.Int64Param >= 0 => parameter.Int64Param,
        InferParameter.ParameterChoiceOneofCase.Uint64Param => (long)Math.Min(parameter.Uint64Param, long.MaxValue),
        _ => throw new ProtocolException($"parameter '{name}' must be a whole number that is not negative, got {parameter}"),
    };
}
