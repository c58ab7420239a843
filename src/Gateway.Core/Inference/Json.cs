using System.Text.Json;

namespace Gateway.Core.Inference;

/// <summary>Values of one kind, or a sentence.</summary>
internal static class Json
{
    /// <exception cref="ProtocolException">Not valid UTF-8, or half a surrogate pair.</exception>
    public static string Text(ref Utf8JsonReader reader, string member)
    {
        Expect(ref reader, reader.TokenType == JsonTokenType.PropertyName ? JsonTokenType.PropertyName : JsonTokenType.String, member, "a string");
        try
        {
            return reader.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw new ProtocolException($"{member} is not valid UTF-8 or holds half a surrogate pair.", ProtocolFault.Json);
        }
    }

    public static bool Bool(ref Utf8JsonReader reader, string member) => reader.TokenType is JsonTokenType.True or JsonTokenType.False
        ? reader.TokenType == JsonTokenType.True
        : throw Wrong(member, "true or false");

    /// <returns>≥ 0.</returns>
    public static long Count(ref Utf8JsonReader reader, string member) =>
        reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out long count) && count >= 0 ? count : throw Wrong(member, "a whole number that is not negative");

    public static void Expect(ref Utf8JsonReader reader, JsonTokenType type, string member, string form)
    {
        if (reader.TokenType != type)
        {
            throw Wrong(member, form);
        }
    }

    private static ProtocolException Wrong(string member, string form) => new($"{member} must be {form}.", ProtocolFault.Json);
}
