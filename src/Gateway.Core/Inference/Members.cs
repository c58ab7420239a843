using System.Text.Json;

namespace Gateway.Core.Inference;

/// <summary>The members of one JSON object: each name at most once, for a peer that takes the other of two would see another request.</summary>
internal struct Members
{
    private int _seen;
    private HashSet<string>? _others;

    /// <param name="reader">On the name of a member; on its value afterwards, if it is the one.</param>
    /// <param name="place">0 to 31, one for each name of the object.</param>
    /// <exception cref="ProtocolException">It was there before.</exception>
    public bool Is(ref Utf8JsonReader reader, ReadOnlySpan<byte> name, int place)
    {
        if (!reader.ValueTextEquals(name))
        {
            return false;
        }

        if ((_seen & (1 << place)) != 0)
        {
            throw Twice(reader.GetString()!);
        }

        _seen |= 1 << place;
        reader.Read();
        return true;
    }

    /// <summary>Passes over a member that nobody asks for.</summary>
    /// <returns>Its name.</returns>
    public string Pass(ref Utf8JsonReader reader)
    {
        string name = Json.Text(ref reader, "The name of a member");
        if (!(_others ??= new HashSet<string>(StringComparer.Ordinal)).Add(name))
        {
            throw Twice(name);
        }

        reader.Read();
        reader.Skip();
        return name;
    }

    private static ProtocolException Twice(string name) => new($"\"{name}\" is given twice in one JSON object.", ProtocolFault.Json);
}
