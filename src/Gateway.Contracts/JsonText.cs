using System.Text;
using System.Text.Json;

namespace Gateway.Contracts;

/// <summary>JSON whose every name and text can be read.</summary>
public static class JsonText
{
    /// <summary>System.Text.Json takes half a surrogate pair and bytes that are no UTF-8 for JSON, and throws when somebody asks for that text, which may be late.</summary>
    /// <exception cref="JsonException">It holds such a text, or is no JSON.</exception>
    public static void RequireReadable(ReadOnlySpan<byte> json)
    {
        Utf8JsonReader reader = new(json);
        try
        {
            while (reader.Read())
            {
                if (reader.TokenType is JsonTokenType.PropertyName or JsonTokenType.String)
                {
                    _ = reader.GetString();
                }
            }
        }
        catch (InvalidOperationException)
        {
            throw new JsonException("holds half a surrogate pair, or bytes that are no UTF-8");
        }
    }

    /// <exception cref="JsonException">As above.</exception>
    public static void RequireReadable(string json) => RequireReadable(Encoding.UTF8.GetBytes(json));
}
