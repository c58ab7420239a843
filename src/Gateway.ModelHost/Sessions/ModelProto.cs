using System.Text;

namespace Gateway.ModelHost.Sessions;

/// <summary>Walks an ONNX file for one thing: where it says that its weights lie. Knows the fields on the way there and skips all others; what is no protobuf is left for the runtime to refuse.</summary>
internal static class ModelProto
{
    private const int Deepest = 64;

    private enum Message
    {
        Model,
        Graph,
        Training,
        Function,
        Node,
        Attribute,
        Tensor,
        Sparse,
        Entry,
    }

    /// <returns>Every <c>location</c> of external data, each once.</returns>
    public static IReadOnlyCollection<string> ExternalLocations(ReadOnlySpan<byte> file)
    {
        HashSet<string> locations = new(StringComparer.Ordinal);
        Walk(Message.Model, file, locations, 0);
        return locations;
    }

    private static void Walk(Message kind, ReadOnlySpan<byte> bytes, HashSet<string> locations, int depth)
    {
        while (depth < Deepest && bytes.Length > 0 && Field(ref bytes, out int number, out ReadOnlySpan<byte> content))
        {
            if (Child(kind, number) is not { } child)
            {
                continue;
            }

            if (child == Message.Entry)
            {
                Entry(content, locations);
            }
            else
            {
                Walk(child, content, locations, depth + 1);
            }
        }
    }

    /// <summary>Field numbers of onnx.proto.</summary>
    private static Message? Child(Message kind, int number) => (kind, number) switch
    {
        (Message.Model, 7) or (Message.Training, 1 or 2) or (Message.Attribute, 6 or 11) => Message.Graph,
        (Message.Model, 20) => Message.Training,
        (Message.Model, 25) => Message.Function,
        (Message.Graph, 1) or (Message.Function, 7) => Message.Node,
        (Message.Graph, 5) or (Message.Attribute, 5 or 10) or (Message.Sparse, 1 or 2) => Message.Tensor,
        (Message.Graph, 15) or (Message.Attribute, 22 or 23) => Message.Sparse,
        (Message.Node, 5) or (Message.Function, 11) => Message.Attribute,
        (Message.Tensor, 13) => Message.Entry,
        _ => null,
    };

    private static void Entry(ReadOnlySpan<byte> bytes, HashSet<string> locations)
    {
        (string key, string value) = ("", "");
        while (bytes.Length > 0 && Field(ref bytes, out int number, out ReadOnlySpan<byte> content))
        {
            key = number == 1 ? Encoding.UTF8.GetString(content) : key;
            value = number == 2 ? Encoding.UTF8.GetString(content) : value;
        }

        if (key == "location")
        {
            locations.Add(value);
        }
    }

    /// <param name="content">Of a length-delimited field; empty of any other.</param>
    private static bool Field(ref ReadOnlySpan<byte> bytes, out int number, out ReadOnlySpan<byte> content)
    {
        content = [];
        number = 0;
        if (!Varint(ref bytes, out ulong tag))
        {
            return false;
        }

        number = (int)Math.Min(tag >> 3, int.MaxValue);
        ulong length = 0;
        bool there = (tag & 7) switch
        {
            0 => Varint(ref bytes, out _),
            1 => Skip(ref bytes, 8, out _),
            2 => Varint(ref bytes, out length) && Skip(ref bytes, length, out content),
            5 => Skip(ref bytes, 4, out _),
            _ => false,
        };
        return there;
    }

    private static bool Skip(ref ReadOnlySpan<byte> bytes, ulong length, out ReadOnlySpan<byte> skipped)
    {
        bool there = length <= (ulong)bytes.Length;
        skipped = there ? bytes[..(int)length] : [];
        bytes = there ? bytes[(int)length..] : [];
        return there;
    }

    private static bool Varint(ref ReadOnlySpan<byte> bytes, out ulong value)
    {
        value = 0;
        for (int i = 0; i < Math.Min(10, bytes.Length); i++)
        {
            value |= (ulong)(bytes[i] & 0x7F) << (7 * i);
            if (bytes[i] < 0x80)
            {
                bytes = bytes[(i + 1)..];
                return true;
            }
        }

        return false;
    }
}
