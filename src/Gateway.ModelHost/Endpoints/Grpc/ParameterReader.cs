using Gateway.Core.Inference;
using Inference;

namespace Gateway.ModelHost.Endpoints.Grpc;

/// <summary>Of the parameters of a request those that a host acts on; others are the client's own.</summary>
internal static class ParameterReader
{
    /// <summary>Reserved, and yet sent by Triton's clients; nothing of ours has more than one answer to a request.</summary>
    private const string FinalResponse = "triton_enable_empty_final_response";

    /// <exception cref="ProtocolException">A reserved one, or a value of the wrong kind.</exception>
    public static RequestParameters Request(ModelInferRequest message)
    {
        RequestParameters read = RequestParameters.None;
        foreach ((string name, InferParameter value) in message.Parameters)
        {
            switch (name)
            {
                case FinalResponse:
                    break;
                case "timeout":
                    read = read with { Timeout = RequestParameters.TimeoutOf(Whole(value, name)) };
                    break;
                case "priority":
                    read = read with { Priority = Whole(value, name) };
                    break;
                default:
                    RequestParameters.CheckName(name);
                    break;
            }
        }

        return read;
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

            foreach (string parameter in output.Parameters.Keys)
            {
                SharedMemory.Refuse(parameter);
            }

            long classes = output.Parameters.TryGetValue("classification", out InferParameter? classification) ? Whole(classification, "classification") : 0;
            outputs.Add(new RequestedOutput(output.Name, Classification: (int)Math.Min(classes, int.MaxValue)));
        }

        return outputs;
    }

    private static long Whole(InferParameter parameter, string name) => parameter.ParameterChoiceCase switch
    {
        InferParameter.ParameterChoiceOneofCase.Int64Param when parameter.Int64Param >= 0 => parameter.Int64Param,
        InferParameter.ParameterChoiceOneofCase.Uint64Param => (long)Math.Min(parameter.Uint64Param, long.MaxValue),
        _ => throw new ProtocolException($"parameter '{name}' must be a whole number that is not negative, got {parameter}"),
    };
}
