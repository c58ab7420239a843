using System.Text.Json;
using Gateway.Core.Models;

namespace Gateway.ModelHost.Endpoints.Rest;

/// <summary>A body that a signature takes: one row of nothing.</summary>
internal static class ExampleRequest
{
    /// <summary>Elements of all inputs: a larger one takes longer to write than it is worth.</summary>
    private const long Most = 1 << 20;

    /// <returns>UTF-8 JSON; null when it would be too large.</returns>
    public static byte[]? Of(ModelSignature signature)
    {
        TensorSpec[] inputs = [.. signature.Inputs.Select(input => input with { Shape = [.. input.Shape.Select(dimension => dimension < 0 ? 1 : dimension)] })];
        if (inputs.Sum(Elements) > Most)
        {
            return null;
        }

        return JsonSerializer.SerializeToUtf8Bytes(new
        {
            inputs = inputs.Select(input => new { name = input.Name, shape = input.Shape, datatype = input.Datatype.Name(), data = Enumerable.Repeat(Element(input.Datatype), (int)Elements(input)) }),
        });
    }

    private static double Elements(TensorSpec input) => input.Shape.Aggregate(1.0, (all, dimension) => all * dimension);

    private static object Element(Datatype datatype) => datatype switch { Datatype.Bytes => "", Datatype.Bool => false, _ => 0 };
}
