using System.Text.Json;

namespace Gateway.Core.Inference.V1;

/// <summary>The shape that nested lists have.</summary>
internal static class NestedShape
{
    /// <param name="reader">On the first token of the value; afterwards on its last.</param>
    /// <exception cref="ProtocolException">Lists beside each other have different lengths or depths.</exception>
    public static long[] Of(ref Utf8JsonReader reader, string input)
    {
        List<long> shape = [];
        int leaf = -1;
        Measure(ref reader, 0, shape, ref leaf, input);
        return [.. shape];
    }

    /// <param name="leaf">Depth of the values; −1: none was seen.</param>
    private static void Measure(ref Utf8JsonReader reader, int depth, List<long> shape, ref int leaf, string input)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            reader.Skip(); // a value, which may be an object
            leaf = leaf < 0 || leaf == depth ? depth : throw Ragged(input);
            return;
        }

        if (leaf >= 0 && depth >= leaf)
        {
            throw Ragged(input);
        }

        long length = 0;
        bool first = shape.Count == depth;
        if (first)
        {
            shape.Add(-1);
        }

        for (; reader.Read() && reader.TokenType != JsonTokenType.EndArray; length++)
        {
            Measure(ref reader, depth + 1, shape, ref leaf, input);
        }

        shape[depth] = shape[depth] < 0 || shape[depth] == length ? length : throw Ragged(input);
    }

    private static ProtocolException Ragged(string input) => new($"Input '{input}': its lists are ragged, so that it has no shape.", ProtocolFault.Json);
}
