using System.Text.Json;

namespace Gateway.Core.Inference;

/// <summary>Reads the JSON body of an infer answer: its outputs alone.</summary>
public static class InferAnswerReader
{
    private static readonly JsonReaderOptions Strict = new() { MaxDepth = 64 };

    /// <param name="body">The whole body, UTF-8.</param>
    /// <returns>False for anything that is no such answer: other JSON, binary tensors, a body cut short.</returns>
    public static bool TryRead(ReadOnlySpan<byte> body, out InferAnswer answer)
    {
        List<Tensor> outputs = [];
        try
        {
            answer = new InferAnswer(outputs);
            if (Read(body, outputs))
            {
                return true;
            }
        }
        catch (Exception problem) when (problem is JsonException or ProtocolException)
        {
            answer = new InferAnswer(outputs);
        }

        answer.Dispose();
        return BareNonFinite.Quote(body) is { } quoted && TryRead(quoted, out answer);
    }

    private static bool Read(ReadOnlySpan<byte> body, List<Tensor> outputs)
    {
        var reader = new Utf8JsonReader(body, Strict);
        bool seen = false;
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            return false;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            bool isOutputs = reader.ValueTextEquals("outputs"u8);
            reader.Read();
            if (!isOutputs)
            {
                reader.Skip();
            }
            else if (seen || reader.TokenType != JsonTokenType.StartArray || !Members(ref reader, body, outputs))
            {
                return false;
            }

            seen |= isOutputs;
        }

        reader.Read();
        return seen;
    }

    private static bool Members(ref Utf8JsonReader reader, ReadOnlySpan<byte> body, List<Tensor> outputs)
    {
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.StartObject)
            {
                return false;
            }

            InputReader.Read(ref reader, body, outputs);
        }

        return true;
    }
}
