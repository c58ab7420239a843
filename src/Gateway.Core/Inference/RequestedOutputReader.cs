using System.Text.Json;

namespace Gateway.Core.Inference;

/// <summary>Reads the <c>outputs</c> of a request.</summary>
internal static class RequestedOutputReader
{
    /// <param name="reader">On the first token of the list.</param>
    /// <exception cref="ProtocolException">Another form, an output without a name, or one that is there twice.</exception>
    public static List<RequestedOutput> Read(ref Utf8JsonReader reader)
    {
        List<RequestedOutput> outputs = [];
        Json.Expect(ref reader, JsonTokenType.StartArray, "outputs", "an array");
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            RequestedOutput output = One(ref reader);
            outputs.Add(outputs.TrueForAll(other => other.Name != output.Name) ? output : throw new ProtocolException($"output '{output.Name}' already exists in request"));
        }

        return outputs;
    }

    private static RequestedOutput One(ref Utf8JsonReader reader)
    {
        Json.Expect(ref reader, JsonTokenType.StartObject, "Each of outputs", "an object");
        string? name = null;
        RequestedOutput form = default;
        Members members = default;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (members.Is(ref reader, "name"u8, 0))
            {
                name = Json.Text(ref reader, "The name of an output");
            }
            else if (members.Is(ref reader, "parameters"u8, 1))
            {
                form = Parameters(ref reader);
            }
            else
            {
                members.Pass(ref reader);
            }
        }

        return form with { Name = name ?? throw new ProtocolException("An output's name is missing.", ProtocolFault.Json) };
    }

    private static RequestedOutput Parameters(ref Utf8JsonReader reader)
    {
        RequestedOutput form = default;
        Members members = default;
        Json.Expect(ref reader, JsonTokenType.StartObject, "An output's parameters", "an object");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (members.Is(ref reader, "binary_data"u8, 0))
            {
                form = form with { Binary = Json.Bool(ref reader, "binary_data") };
            }
            else if (members.Is(ref reader, "classification"u8, 1))
            {
                form = form with { Classification = (int)Math.Min(Json.Count(ref reader, "classification"), int.MaxValue) };
            }
            else
            {
                SharedMemory.Refuse(members.Pass(ref reader));
            }
        }

        return form;
    }
}
