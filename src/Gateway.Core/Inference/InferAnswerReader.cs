using System.Text.Json;

namespace Gateway.Core.Inference;

/// <summary>Reads the body of an infer answer: its outputs alone. Where its JSON ends its binary tensors begin.</summary>
public static class InferAnswerReader
{
    private static readonly JsonReaderOptions Strict = new() { MaxDepth = 64 };

    /// <param name="body">The whole body, not compressed: of REST, or a gRPC message in its frame.</param>
    /// <returns>False for anything that is no such answer: other JSON, a body cut short.</returns>
    public static bool TryRead(ReadOnlySpan<byte> body, out InferAnswer answer)
    {
        List<Tensor> outputs = [];
        answer = new InferAnswer(outputs);
        bool isMessage = body is [0, ..]; // a frame; no JSON begins so
        try
        {
            if (isMessage ? GrpcAnswerReader.Read(body, outputs) : Read(body, outputs, mayBeBinary: true))
            {
                return true;
            }
        }
        catch (Exception problem) when (problem is JsonException or ProtocolException)
        {
            // it may be that some numbers are bare words
        }

        answer.Dispose();
        outputs.Clear();
        return !isMessage && BareNonFinite.Quote(body) is { } quoted && TryReadQuoted(quoted, outputs, answer);
    }

    private static bool TryReadQuoted(byte[] quoted, List<Tensor> outputs, InferAnswer answer)
    {
        try
        {
            if (Read(quoted, outputs, mayBeBinary: false)) // bytes that look like words would have been quoted as well
            {
                return true;
            }
        }
        catch (Exception problem) when (problem is JsonException or ProtocolException)
        {
            // it is no such answer
        }

        answer.Dispose();
        return false;
    }

    private static bool Read(ReadOnlySpan<byte> body, List<Tensor> outputs, bool mayBeBinary)
    {
        var reader = new Utf8JsonReader(body, Strict);
        BinaryTensors binary = new(mayBeBinary ? body.Length : 0, "");
        if (!Members(ref reader, ref body, outputs, binary)) // reader and body may be those of the rest, from here on
        {
            return false;
        }

        if (!binary.Any)
        {
            reader.Read();
            return true;
        }

        int start = (int)(body.Length - binary.Size);
        if (start < reader.BytesConsumed || body[(int)reader.BytesConsumed..start].IndexOfAnyExcept(" \t\r\n"u8) >= 0)
        {
            return false;
        }

        binary.Fill(body[start..], default);
        return true;
    }

    private static bool Members(ref Utf8JsonReader reader, ref ReadOnlySpan<byte> body, List<Tensor> outputs, BinaryTensors binary)
    {
        bool seen = false;
        Members members = default;
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            return false;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (!members.Is(ref reader, "outputs"u8, 0))
            {
                members.Pass(ref reader);
                continue;
            }

            seen = true;
            if (reader.TokenType != JsonTokenType.StartArray || !Outputs(ref reader, ref body, outputs, binary))
            {
                return false;
            }
        }

        return seen;
    }

    private static bool Outputs(ref Utf8JsonReader reader, ref ReadOnlySpan<byte> body, List<Tensor> outputs, BinaryTensors binary)
    {
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.StartObject)
            {
                return false;
            }

            InputReader.Read(ref reader, ref body, outputs, binary, default);
        }

        return true;
    }
}
