using Gateway.Core.Inference;
using Gateway.Core.Models;
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
        bool raw = message.RawInputContents.Count > 0;
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
                inputs.Add(!raw ? ContentsReader.Read(head, message.Inputs[i].Contents)
                    : message.Inputs[i].Contents is not null ? throw head.Wrong($"contents field must not be specified when using raw_input_contents for '{head.Name}'")
                    : i < message.RawInputContents.Count ? RawReader.Read(head, message.RawInputContents[i].Span)
                    : throw head.Wrong($"unable to find data for input tensor '{head.Name}'"));
            }
        }
        catch
        {
            inputs.ForEach(input => input.Dispose());
            throw;
        }

        return new InferRequest(message.Id.Length == 0 ? null : message.Id, inputs, outputs) { Parameters = parameters };
    }

    private static TensorHead Head(ModelInferRequest.Types.InferInputTensor input, string model)
    {
        long[] shape = [.. input.Shape];
        long count = Tensor.CountOf(shape);
        TensorHead head = new(model, input.Name, default, shape, count);
        ParameterReader.RefuseSharedMemory(input.Parameters, $"input '{input.Name}'", model);
        return !Datatypes.TryParse(input.Datatype, out Datatype datatype) ? throw head.Wrong($"there is no datatype '{input.Datatype}', given for input '{input.Name}'")
            : shape.Any(dimension => dimension < 0) ? throw head.Wrong($"All input dimensions should be specified for input '{input.Name}', got shape [{string.Join(",", shape)}]")
            : count > int.MaxValue ? throw head.Wrong($"the shape [{string.Join(",", shape)}] of input '{input.Name}' {(count == long.MaxValue ? $"causes total element count to exceed maximum size of {long.MaxValue}" : "causes byte size overflow for input")}")
            : head with { Datatype = datatype };
    }
}

/// <summary>What a tensor says of itself before its data is looked at.</summary>
/// <param name="Count">Elements, as many as the shape asks for; nothing is allocated for them yet.</param>
internal readonly record struct TensorHead(string Model, string Name, Datatype Datatype, long[] Shape, long Count)
{
    public Tensor Allocate() => new(Name, Datatype, Shape);

    /// <summary>Triton's sentences, which its clients' tests look for, all end so.</summary>
    public ProtocolException Wrong(string problem, string rest = "") => new($"{problem} for model '{Model}'{rest}");

    public ProtocolException WrongSize(long bytes) => Wrong($"input byte size mismatch for input '{Name}'", $". Expected {Count * Datatype.ElementSize()}, got {bytes}");

    public ProtocolException WrongStrings(long elements) => elements < Count
        ? Wrong($"expected {Count} string elements for inference input '{Name}'", $", got {elements}")
        : Wrong($"unexpected number of string elements {elements} for inference input '{Name}'", $", expecting {Count}");
}
