using Gateway.Core.Inference;
using Gateway.Core.Models;

namespace Gateway.ModelHost.Batching;

/// <summary>The rows of several calls, one below the other, in pooled memory.</summary>
internal sealed class JoinedInputs(IReadOnlyList<Call> calls) : IDisposable
{
    public IReadOnlyList<Tensor> Tensors { get; } = [.. calls[0].Inputs.Select((first, index) => Join(first, [.. calls.Select(call => call.Inputs[index])]))];

    public void Dispose()
    {
        foreach (Tensor tensor in Tensors)
        {
            tensor.Dispose();
        }
    }

    private static Tensor Join(Tensor first, Tensor[] parts)
    {
        Tensor whole = new(first.Name, first.Datatype, [parts.Sum(part => part.Shape[0]), .. first.Shape[1..]]);
        if (first.Datatype == Datatype.Bytes)
        {
            JoinElements(whole, parts);
            return whole;
        }

        Span<byte> rest = whole.Data;
        foreach (Tensor part in parts)
        {
            part.Data.CopyTo(rest);
            rest = rest[part.Data.Length..];
        }

        return whole;
    }

    private static void JoinElements(Tensor whole, Tensor[] parts)
    {
        int at = 0;
        foreach (Tensor part in parts)
        {
            for (int i = 0; i < part.Count; i++, at++)
            {
                ReadOnlySpan<byte> element = part.Element(i);
                element.CopyTo(whole.BeginElement(at, element.Length));
                whole.EndElement(at, element.Length);
            }
        }
    }
}
