namespace Gateway.Core.Inference;

/// <summary>Which model and version a message is for: number 1 and 2 of every message that is for one. Spans into the message, nothing is decoded.</summary>
public readonly ref struct MessageHead
{
    private const int Name = 1;
    private const int NameOfVersion = 2;

    /// <summary>UTF-8; empty when it is not there.</summary>
    public ReadOnlySpan<byte> Model { get; private init; }

    /// <summary>UTF-8; empty when none is asked for.</summary>
    public ReadOnlySpan<byte> Version { get; private init; }

    public MessageHeadState State { get; private init; }

    /// <summary>Fields come in any order, others are passed over by their length, and of a field that is there twice the last one counts, as the format says.</summary>
    /// <param name="inHand">The message's beginning, without its frame.</param>
    /// <param name="length">Of the whole message.</param>
    public static MessageHead Read(ReadOnlySpan<byte> inHand, long length)
    {
        ProtoFields fields = new(inHand, length);
        ReadOnlySpan<byte> model = default, version = default;
        while (true)
        {
            FieldStep step = fields.Next();
            if (step != FieldStep.Field)
            {
                return new MessageHead
                {
                    Model = model,
                    Version = version,
                    State = step switch { FieldStep.End => MessageHeadState.Whole, FieldStep.Cut => MessageHeadState.Cut, _ => MessageHeadState.Broken },
                };
            }

            if (fields is { Type: WireType.Bytes, Number: Name })
            {
                model = fields.Bytes;
            }
            else if (fields is { Type: WireType.Bytes, Number: NameOfVersion })
            {
                version = fields.Bytes;
            }
        }
    }

    /// <summary>Behind a message, these bytes give it another name and version: the last one counts. Its frame's length grows by theirs.</summary>
    /// <param name="version">Empty: none.</param>
    public static byte[] Renaming(string model, string version)
    {
        ProtoWriter suffix = new();
        suffix.Text(Name, model);
        suffix.Text(NameOfVersion, version);
        return suffix.Written.ToArray();
    }
}

public enum MessageHeadState
{
    /// <summary>Every field was seen.</summary>
    Whole,

    /// <summary>There may be more fields behind what is in hand.</summary>
    Cut,

    /// <summary>This is no message.</summary>
    Broken,
}
