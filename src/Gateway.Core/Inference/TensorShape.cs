using System.Text.Json;
using Gateway.Core.Models;

namespace Gateway.Core.Inference;

/// <summary>Dimensions as they come from a peer, and what they ask for.</summary>
public static class TensorShape
{
    /// <exception cref="ProtocolException">More elements or bytes than can be counted; nothing was allocated.</exception>
    /// <returns>Elements.</returns>
    public static long Count(string input, Datatype datatype, ReadOnlySpan<long> shape, string forModel)
    {
        long count = Tensor.CountOf(shape);
        if (count == long.MaxValue)
        {
            throw new ProtocolException($"shape {Text(shape)} of input '{input}'{forModel} causes total element count to exceed maximum size of {long.MaxValue}");
        }

        return count <= long.MaxValue / Math.Max(1, datatype.ElementSize()) ? count : throw new ProtocolException($"byte size overflow for input '{input}'{forModel}");
    }

    public static string Text(ReadOnlySpan<long> shape) => $"[{string.Join(",", shape.ToArray())}]";

    /// <param name="reader">On the first token of the list; afterwards on its last.</param>
    internal static long[] Read(ref Utf8JsonReader reader, string where)
    {
        Json.Expect(ref reader, JsonTokenType.StartArray, $"{where}: shape", "an array of whole numbers");
        Span<long> few = stackalloc long[8];
        List<long>? many = null;
        int rank = 0;
        for (; reader.Read() && reader.TokenType != JsonTokenType.EndArray; rank++)
        {
            if (reader.TokenType != JsonTokenType.Number || !reader.TryGetInt64(out long dimension) || dimension < 0)
            {
                throw new ProtocolException($"{where}: shape[{rank}] must be a whole number that is not negative.", ProtocolFault.Json);
            }

            if (rank < few.Length)
            {
                few[rank] = dimension;
            }
            else
            {
                (many ??= []).Add(dimension);
            }
        }

        return [.. few[..Math.Min(rank, few.Length)], .. many ?? []];
    }
}
