using System.Text.Json;

namespace Gateway.Core.Inference;

internal static class Json
{
    /// <exception cref="ProtocolException">Not valid UTF-8, or half a surrogate pair.</exception>
    public static string Text(ref Utf8JsonReader reader, string member)
    {
        try
        {
            return reader.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw new ProtocolException($"{member} is not valid UTF-8 or holds half a surrogate pair.");
        }
    }
}
