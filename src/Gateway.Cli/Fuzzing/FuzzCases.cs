using System.Text.Json;
using Gateway.Contracts;

namespace Gateway.Cli.Fuzzing;

/// <summary>A request that a signature allows and nobody thought of.</summary>
/// <param name="IsOrdinary">Its answer must be finite.</param>
internal sealed record FuzzCase(string Name, byte[] Body, bool IsOrdinary);

/// <summary>Makes them of a signature, and of the extremes of a data set where there is one.</summary>
internal static class FuzzCases
{
    private static readonly (string Name, double Value, bool Ordinary)[] Numbers =
    [
        ("0", 0, true), ("1", 1, true), ("-1", -1, true), ("1e6", 1e6, true), ("-1e6", -1e6, true), ("denormal", 1e-40, true),
        ("largest", double.MaxValue, false), ("smallest", -double.MaxValue, false), ("NaN", double.NaN, false), ("infinity", double.PositiveInfinity, false),
    ];

    private static readonly string[] Texts = ["", "a", "Ωμέγα 🚀 \u0000", new('x', 10_000)];
    private static readonly int[] Batches = [0, 1, 64];

    /// <param name="profile">Input → its smallest and largest number in the data set.</param>
    public static IEnumerable<FuzzCase> Of(Signature signature, IReadOnlyDictionary<string, (double Low, double High)> profile)
    {
        for (int k = 0; k < Numbers.Length; k++)
        {
            (string name, double value, bool ordinary) = Numbers[k];
            yield return new FuzzCase($"value {name}", Body(signature, 1, input => Element(input.Datatype, value, k)), ordinary);
        }

        if (profile.Count > 0)
        {
            yield return new FuzzCase("profile lowest", Body(signature, 1, input => Element(input.Datatype, profile.GetValueOrDefault(input.Name).Low, 0)), true);
            yield return new FuzzCase("profile highest", Body(signature, 1, input => Element(input.Datatype, profile.GetValueOrDefault(input.Name).High, 1)), true);
        }

        foreach (int rows in Batches.Where(_ => signature.Inputs.All(input => input.Shape is [< 0, ..])))
        {
            yield return new FuzzCase($"batch {rows}", Body(signature, rows, input => Element(input.Datatype, 1, 1)), rows > 0);
        }
    }

    private static byte[] Body(Signature signature, int rows, Func<Tensor, object> element) => JsonSerializer.SerializeToUtf8Bytes(new
    {
        inputs = signature.Inputs.Where(input => input.Optional != true).Select(input =>
        {
            long[] shape = [.. input.Shape.Select((dimension, place) => dimension >= 0 ? dimension : place == 0 ? rows : 1)];
            return new { name = input.Name, datatype = input.Datatype, shape, data = Enumerable.Repeat(element(input), (int)shape.Aggregate(1L, (all, dimension) => all * dimension)) };
        }),
    });

    private static object Element(string datatype, double value, int place) => datatype switch
    {
        "BYTES" => Texts[place % Texts.Length],
        "BOOL" => value > 0,
        "FP64" => Floating(value),
        "FP32" or "BF16" => Floating(double.IsFinite(value) ? Math.Clamp(value, -float.MaxValue, float.MaxValue) : value),
        "FP16" => Floating(double.IsFinite(value) ? Math.Clamp(value, -65504, 65504) : value),
        "UINT8" => byte.CreateSaturating(value),
        "UINT16" => ushort.CreateSaturating(value),
        "UINT32" => uint.CreateSaturating(value),
        "UINT64" => ulong.CreateSaturating(value),
        "INT8" => sbyte.CreateSaturating(value),
        "INT16" => short.CreateSaturating(value),
        "INT32" => int.CreateSaturating(value),
        _ => long.CreateSaturating(value),
    };

    private static object Floating(double value) => double.IsFinite(value) ? value : value.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
