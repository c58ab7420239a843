using Gateway.Core.Models;

namespace Gateway.Core.Inference;

/// <summary>A body that is nothing but its model's one input: name, datatype and shape are deduced.</summary>
public static class RawRequest
{
    /// <param name="body">The whole body; the request may show it, so it must outlive the request.</param>
    /// <exception cref="ProtocolException">The model has not one input, or the shape cannot be deduced.</exception>
    public static InferRequest Read(ArraySegment<byte> body, ModelSignature signature, string model)
    {
        TensorSpec input = signature.Inputs is [var only] ? only : throw new ProtocolException(
            $"Raw request must only have 1 input (found 1) to be deduced but got {signature.Inputs.Count} inputs in '{model}' model configuration");
        Tensor tensor = input.Datatype == Datatype.Bytes ? Text(body, input) : Numbers(body, input, model);
        return new InferRequest(null, [tensor], []) { Parameters = new RequestParameters(BinaryOutputs: true) };
    }

    /// <summary>The body is the one element, without its length.</summary>
    private static Tensor Text(ArraySegment<byte> body, TensorSpec input)
    {
        if (input.Shape.Count == 0 || input.Shape.Any(dimension => dimension is not (1 or -1)))
        {
            throw new ProtocolException($"For BYTE datatype raw input '{input.Name}', the model must have input shape [1]");
        }

        Tensor tensor = new(input.Name, Datatype.Bytes, [.. input.Shape.Select(_ => 1L)]);
        body.AsSpan().CopyTo(tensor.BeginElement(0, body.Count));
        tensor.EndElement(0, body.Count);
        return tensor;
    }

    private static Tensor Numbers(ArraySegment<byte> body, TensorSpec input, string model)
    {
        long[] shape = [.. input.Shape];
        int[] variable = [.. Enumerable.Range(0, shape.Length).Where(axis => shape[axis] < 0)];
        if (variable is [0, _]) // one row
        {
            shape[0] = 1;
            variable = variable[1..];
        }

        if (variable.Length > 1)
        {
            throw new ProtocolException($"The shape of Raw input '{input.Name}' can not be deduced because there are more than one variable-sized dimension");
        }

        if (variable is [var axis])
        {
            shape[axis] = 1;
            long one = Tensor.CountOf(shape) * input.Datatype.ElementSize();
            shape[axis] = one == 0 ? 0 : body.Count / one;
        }

        return RawTensor.Read(input.Name, input.Datatype, shape, body, body, $" for model '{model}'");
    }
}
