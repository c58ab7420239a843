using System.Text.Json;

namespace Gateway.Core.Inference;

/// <summary>An element of a BYTES tensor in JSON: text, which stands for its UTF-8, or <c>{"b64":"…"}</c>.</summary>
internal static class BytesElement
{
    /// <param name="reader">Afterwards on the last token of the element.</param>
    /// <returns>False when the token begins no such element.</returns>
    public static bool TryRead(ref Utf8JsonReader reader, Tensor tensor, int index)
    {
        if (reader.TokenType == JsonTokenType.StartObject)
        {
            byte[] bytes = Base64(ref reader, tensor, index);
            bytes.CopyTo(tensor.BeginElement(index, bytes.Length));
            tensor.EndElement(index, bytes.Length);
            return true;
        }

        if (reader.TokenType != JsonTokenType.String)
        {
            return false;
        }

        try
        {
            tensor.EndElement(index, reader.CopyString(tensor.BeginElement(index, reader.ValueSpan.Length)));
            return true;
        }
        catch (InvalidOperationException)
        {
            throw new ProtocolException($"Input '{tensor.Name}': element {index} is not valid UTF-8 or holds half a surrogate pair.", ProtocolFault.Json);
        }
    }

    private static byte[] Base64(ref Utf8JsonReader reader, Tensor tensor, int index)
    {
        bool named = reader.Read() && reader.TokenType == JsonTokenType.PropertyName && reader.ValueTextEquals("b64"u8);
        reader.Read();
        byte[]? bytes = null;
        bool read = named && reader.TokenType == JsonTokenType.String && reader.TryGetBytesFromBase64(out bytes);
        return read && reader.Read() && reader.TokenType == JsonTokenType.EndObject
            ? bytes!
            : throw new ProtocolException($"Input '{tensor.Name}': element {index} is an object, and not {{\"b64\":\"…\"}} with base64.", ProtocolFault.Json);
    }
}
