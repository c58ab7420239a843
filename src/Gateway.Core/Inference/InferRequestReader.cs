using System.Text.Json;

namespace Gateway.Core.Inference;

/// <summary>Reads the body of an infer request; members come in any order.</summary>
public static class InferRequestReader
{
    private static readonly JsonReaderOptions Strict = new() { MaxDepth = 64 };

    /// <param name="body">The whole body, UTF-8.</param>
    /// <exception cref="ProtocolException">What is wrong, naming the tensor where there is one.</exception>
    public static InferRequest Read(ReadOnlySpan<byte> body) => Read(body, default, default);

    /// <param name="json">UTF-8.</param>
    /// <param name="binary">What follows it; the request may show it, so it must outlive the request.</param>
    /// <exception cref="ProtocolException">What is wrong, naming the tensor where there is one.</exception>
    public static InferRequest Read(ReadOnlySpan<byte> json, ArraySegment<byte> binary, ReadRules rules) => Read(json, binary, rules, mayQuote: true);

    private static InferRequest Read(ReadOnlySpan<byte> json, ArraySegment<byte> binary, ReadRules rules, bool mayQuote)
    {
        List<Tensor> inputs = [];
        try
        {
            var reader = new Utf8JsonReader(json, Strict);
            BinaryTensors tensors = new(binary.Count, rules.ForModel);
            InferRequest request = Members(ref reader, json, inputs, tensors, rules);
            reader.Read();
            tensors.Fill(binary, binary);
            return request;
        }
        catch (JsonException)
        {
            Free(inputs);
            if (mayQuote && BareNonFinite.Quote(json) is { } quoted)
            {
                return Read(quoted, binary, rules, mayQuote: false);
            }

            throw new ProtocolException($"The body is not valid JSON{Place(json)}.", ProtocolFault.Json);
        }
        catch
        {
            Free(inputs);
            throw;
        }
    }

    private static InferRequest Members(ref Utf8JsonReader reader, ReadOnlySpan<byte> body, List<Tensor> inputs, BinaryTensors binary, ReadRules rules)
    {
        (string? id, bool seen) = (null, false);
        List<RequestedOutput> outputs = [];
        RequestParameters parameters = RequestParameters.None;
        Members members = default;
        reader.Read();
        Json.Expect(ref reader, JsonTokenType.StartObject, "The body", "a JSON object");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (members.Is(ref reader, "id"u8, 0))
            {
                id = Json.Text(ref reader, "id") is { Length: > 0 } text ? text : null;
            }
            else if (members.Is(ref reader, "inputs"u8, 1))
            {
                seen = true;
                Inputs(ref reader, body, inputs, binary, rules);
            }
            else if (members.Is(ref reader, "outputs"u8, 2))
            {
                outputs = RequestedOutputReader.Read(ref reader);
            }
            else if (members.Is(ref reader, "parameters"u8, 3))
            {
                parameters = RequestParameters.Read(ref reader);
            }
            else
            {
                members.Pass(ref reader);
            }
        }

        return seen ? new InferRequest(id, inputs, outputs) { Parameters = parameters } : throw new ProtocolException("inputs are missing.", ProtocolFault.Json);
    }

    private static void Inputs(ref Utf8JsonReader reader, ReadOnlySpan<byte> body, List<Tensor> inputs, BinaryTensors binary, ReadRules rules)
    {
        Json.Expect(ref reader, JsonTokenType.StartArray, "inputs", "an array");
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            Json.Expect(ref reader, JsonTokenType.StartObject, "Each of inputs", "an object");
            InputReader.Read(ref reader, ref body, inputs, binary, rules);
        }
    }

    /// <summary>One reader sees it all: that of the tensors did not count the lists that it was spared.</summary>
    private static string Place(ReadOnlySpan<byte> json)
    {
        try
        {
            var reader = new Utf8JsonReader(json, Strict);
            while (reader.Read())
            {
            }

            return "";
        }
        catch (JsonException problem)
        {
            return $" at byte {problem.BytePositionInLine} of line {problem.LineNumber + 1}";
        }
    }

    private static void Free(List<Tensor> inputs)
    {
        foreach (Tensor input in inputs)
        {
            input.Dispose();
        }
    }
}
