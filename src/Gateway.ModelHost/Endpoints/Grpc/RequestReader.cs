using System.Runtime.InteropServices;
using Gateway.Core.Inference;
using Gateway.Core.Models;
using Google.Protobuf;
using Inference;

namespace Gateway.ModelHost.Endpoints.Grpc;

/// <summary>An infer request from its message.</summary>
internal static class RequestReader
{
    /// <exception cref="ProtocolException">What is wrong, naming the tensor.</exception>
    public static InferRequest Read(ModelInferRequest message)
    {
        RequestParameters parameters = ParameterReader.Request(message);
        List<RequestedOutput> outputs = ParameterReader.Outputs(message);
        if (message.RawInputContents.Count > message.Inputs.Count)
        {
            throw new ProtocolException($"{message.RawInputContents.Count} raw_input_contents for {message.Inputs.Count} inputs of model '{message.ModelName}'");
        }

        List<Tensor> inputs = [];
        try
        {
            for (int i = 0; i < message.Inputs.Count; i++)
            {
                TensorHead head = Head(message.Inputs[i], message.ModelName);
                inputs.Add(message.RawInputContents.Count == 0 ? ContentsReader.Read(head, message.Inputs[i].Contents) : Raw(message, i, head));
            }
        }
        catch
        {
            inputs.ForEach(input => input.Dispose());
            throw;
        }

        return new InferRequest(message.Id.Length == 0 ? null : message.Id, inputs, outputs) { Parameters = parameters };
    }

    /// <summary>In the message's own memory: nothing is copied.</summary>
    private static Tensor Raw(ModelInferRequest message, int index, TensorHead head)
    {
        if (message.Inputs[index].Contents is not null)
        {
            throw head.Wrong($"contents field must not be specified when using raw_input_contents for '{head.Name}'");
        }

        if (index >= message.RawInputContents.Count)
        {
            throw head.Wrong($"unable to find data for input tensor '{head.Name}'");
        }

        ByteString raw = message.RawInputContents[index];
        return RawTensor.Read(head.Name, head.Datatype, head.Shape, raw.Span, MemoryMarshal.TryGetArray(raw.Memory, out ArraySegment<byte> owner) ? owner : default, head.ForModel);
    }

    private static TensorHead Head(ModelInferRequest.Types.InferInputTensor input, string model)
    {
        TensorHead head = new(input.Name, default, [.. input.Shape], 0, $" for model '{model}'");
        foreach (string parameter in input.Parameters.Keys)
        {
            SharedMemory.Refuse(parameter);
        }

        return !Datatypes.TryParse(input.Datatype, out Datatype datatype) ? throw head.Wrong($"there is no datatype '{input.Datatype}', given for input '{input.Name}'")
            : head.Shape.Any(dimension => dimension < 0) ? throw head.Wrong($"All input dimensions should be specified for input '{input.Name}'", $", got shape {TensorShape.Text(head.Shape)}")
            : head with { Datatype = datatype, Count = TensorShape.Count(input.Name, datatype, head.Shape, head.ForModel) };
    }
}

/// <summary>What a tensor says of itself before its data is looked at.</summary>
/// <param name="Count">Elements, as many as the shape asks for; nothing is allocated for them yet.</param>
/// <param name="ForModel">Triton's sentences, which its clients' tests look for, all say it.</param>
internal readonly record struct TensorHead(string Name, Datatype Datatype, long[] Shape, long Count, string ForModel)
{
    public ProtocolException Wrong(string problem, string rest = "") => new($"{problem}{ForModel}{rest}");
}
