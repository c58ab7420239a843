using System.Text;

namespace Gateway.Core.Models.Onnx;

/// <summary>Fields of a protobuf message in a stream: what is not asked for is skipped unread, so that gigabytes of weights cost nothing.</summary>
internal sealed class ProtoStream(Stream stream)
{
    private const int MostText = 1 << 20;

    public long Length => stream.Length;

    /// <summary>The content's end, when the last field was one of length and bytes; else where the field ends.</summary>
    public long End { get; private set; }

    public int Number { get; private set; }

    public ulong Varint { get; private set; }

    /// <summary>Whether the last field has content that may be read or walked.</summary>
    public bool HasContent { get; private set; }

    /// <param name="until">Where the message ends.</param>
    /// <returns>False: it is over, or is no protobuf.</returns>
    public bool Next(long until)
    {
        if (stream.Position >= until || !TryVarint(until, out ulong tag))
        {
            return false;
        }

        (Number, Varint, HasContent) = ((int)Math.Min(tag >> 3, int.MaxValue), 0, false);
        switch (tag & 7)
        {
            case 0:
                bool whole = TryVarint(until, out ulong number);
                (Varint, End) = (number, stream.Position);
                return whole;
            case 1 or 5:
                End = stream.Position + ((tag & 7) == 1 ? 8 : 4);
                return End <= until && Skip();
            case 2 when TryVarint(until, out ulong length) && length <= (ulong)(until - stream.Position):
                (End, HasContent) = (stream.Position + (long)length, true);
                return true;
            default:
                return false;
        }
    }

    public bool Skip() => SkipTo(End);

    public bool SkipTo(long end)
    {
        stream.Position = end;
        return true;
    }

    public string Text()
    {
        byte[] bytes = new byte[(int)Math.Min(MostText, End - stream.Position)];
        int read = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        Skip();
        return Encoding.UTF8.GetString(bytes, 0, read);
    }

    private bool TryVarint(long until, out ulong value)
    {
        value = 0;
        for (int i = 0; i < 10 && stream.Position < until && stream.ReadByte() is >= 0 and int part; i++)
        {
            value |= (ulong)(part & 0x7F) << (7 * i);
            if (part < 0x80)
            {
                return true;
            }
        }

        return false;
    }
}
