using System.Text.Json;
using Gateway.Contracts;

namespace Gateway.Cli.Output;

/// <summary>A request that a signature takes: one row of nothing.</summary>
internal static class ExampleBody
{
    private const long Most = 4096;

    public static string Of(Signature signature) => JsonSerializer.Serialize(new
    {
        inputs = signature.Inputs.Select(input =>
        {
            long[] shape = [.. input.Shape.Select(dimension => dimension < 0 ? 1 : dimension)];
            long count = Math.Min(Most, shape.Aggregate(1L, (all, dimension) => all * dimension));
            return new { name = input.Name, shape, datatype = input.Datatype, data = Enumerable.Repeat(Element(input.Datatype), (int)count) };
        }),
    });

    private static object Element(string datatype) => datatype switch { "BYTES" => "", "BOOL" => false, _ => 0 };
}
