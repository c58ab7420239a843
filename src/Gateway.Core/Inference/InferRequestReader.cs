using System.Text.Json;

namespace Gateway.Core.Inference;

/// <summary>Reads the JSON body of an infer request; members come in any order.</summary>
public static class InferRequestReader
{
    private static readonly JsonReaderOptions Strict = new() { MaxDepth = 64 };

    /// <param name="body">The whole body, UTF-8.</param>
    /// <exception cref="ProtocolException">What is wrong, naming the tensor where there is one.</exception>
    public static InferRequest Read(ReadOnlySpan<byte> body) => Read(body, mayQuote: true);

    private static InferRequest Read(ReadOnlySpan<byte> body, bool mayQuote)
    {
        List<Tensor> inputs = [];
        try
        {
            var reader = new Utf8JsonReader(body, Strict);
            InferRequest request = Members(ref reader, body, inputs);
            reader.Read();
            return request;
        }
        catch (JsonException problem)
        {
            Free(inputs);
            if (mayQuote && BareNonFinite.Quote(body) is { } quoted)
            {
                return Read(quoted, mayQuote: false);
            }

            throw new ProtocolException($"The body is not valid JSON at byte {problem.BytePositionInLine} of line {problem.LineNumber + 1}.");
        }
        catch
        {
            Free(inputs);
            throw;
        }
    }

    private static InferRequest Members(ref Utf8JsonReader reader, ReadOnlySpan<byte> body, List<Tensor> inputs)
    {
        string? id = null;
        List<RequestedOutput> outputs = [];
        bool seen = false;
        reader.Read();
        Expect(ref reader, JsonTokenType.StartObject, "The body must be a JSON object.");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("id"u8))
            {
                reader.Read();
                Expect(ref reader, JsonTokenType.String, "id must be a string.");
                id = Json.Text(ref reader, "id");
            }
            else if (reader.ValueTextEquals("inputs"u8))
            {
                Once(ref seen);
                Inputs(ref reader, body, inputs);
            }
            else if (reader.ValueTextEquals("outputs"u8))
            {
                outputs = Outputs(ref reader);
            }
            else
            {
                reader.Read();
                reader.Skip();
            }
        }

        return seen ? new InferRequest(id, inputs, outputs) : throw new ProtocolException("inputs are missing.");
    }

    private static void Inputs(ref Utf8JsonReader reader, ReadOnlySpan<byte> body, List<Tensor> inputs)
    {
        reader.Read();
        Expect(ref reader, JsonTokenType.StartArray, "inputs must be an array.");
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            Expect(ref reader, JsonTokenType.StartObject, $"inputs[{inputs.Count}] must be an object.");
            InputReader.Read(ref reader, body, inputs);
        }
    }

    private static List<RequestedOutput> Outputs(ref Utf8JsonReader reader)
    {
        List<RequestedOutput> outputs = [];
        reader.Read();
        Expect(ref reader, JsonTokenType.StartArray, "outputs must be an array.");
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            Expect(ref reader, JsonTokenType.StartObject, $"outputs[{outputs.Count}] must be an object.");
            string? name = null;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                bool isName = reader.ValueTextEquals("name"u8);
                reader.Read();
                if (isName)
                {
                    Expect(ref reader, JsonTokenType.String, $"outputs[{outputs.Count}].name must be a string.");
                    name = Json.Text(ref reader, "name");
                }
                else
                {
                    reader.Skip();
                }
            }

            outputs.Add(new RequestedOutput(name ?? throw new ProtocolException($"outputs[{outputs.Count}].name is missing.")));
        }

        return outputs;
    }

    private static void Once(ref bool seen)
    {
        if (seen)
        {
            throw new ProtocolException("inputs are given twice.");
        }

        seen = true;
    }

    private static void Expect(ref Utf8JsonReader reader, JsonTokenType type, string problem)
    {
        if (reader.TokenType != type)
        {
            throw new ProtocolException(problem);
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
