namespace Gateway.Core.Inference;

/// <summary>Walks over a message's own fields without looking into them; the message may go on behind what is in hand.</summary>
/// <param name="inHand">The message's beginning.</param>
/// <param name="length">Of the whole message.</param>
public ref struct ProtoFields(ReadOnlySpan<byte> inHand, long length)
{
    private const int MostVarint = 10;

    private readonly ReadOnlySpan<byte> _inHand = inHand;
    private long _at;

    public int Number { get; private set; }

    /// <summary>Of a text, a message or bytes: all of it. Empty for any other field.</summary>
    public ReadOnlySpan<byte> Bytes { get; private set; }

    /// <summary>Of a number that always has four bytes, or eight: little-endian.</summary>
    public ReadOnlySpan<byte> Fixed { get; private set; }

    /// <summary>Of a number that is written with as many bytes as it needs.</summary>
    public ulong Varint { get; private set; }

    /// <summary>Which of the two the field has: others are of neither kind.</summary>
    public WireType Type { get; private set; }

    public FieldStep Next()
    {
        if (_at >= length)
        {
            return FieldStep.End;
        }

        FieldStep step = ReadVarint(out ulong tag);
        (Number, Type, Varint) = ((int)(tag >> 3), (WireType)(tag & 7), 0);
        Bytes = Fixed = default;
        return step != FieldStep.Field ? step
            : Number == 0 || tag > uint.MaxValue ? FieldStep.Broken
            : Type switch
            {
                WireType.Varint => ReadNumber(),
                WireType.Fixed64 => ReadFixed(sizeof(long)),
                WireType.Bytes => ReadBytes(),
                WireType.Fixed32 => ReadFixed(sizeof(int)),
                _ => FieldStep.Broken,
            };
    }

    /// <summary>A list of numbers that lie one behind the other.</summary>
    /// <returns>False: the last one is cut short.</returns>
    public static bool TryNumbers(ReadOnlySpan<byte> packed, List<long> numbers)
    {
        ProtoFields list = new(packed, packed.Length);
        FieldStep step = FieldStep.Field;
        while (list._at < packed.Length && step == FieldStep.Field)
        {
            step = list.ReadVarint(out ulong number);
            numbers.Add((long)number);
        }

        return step == FieldStep.Field;
    }

    private FieldStep ReadNumber()
    {
        FieldStep step = ReadVarint(out ulong number);
        Varint = number;
        return step;
    }

    private FieldStep ReadFixed(int size)
    {
        long start = _at;
        FieldStep step = Skip(size);
        Fixed = step == FieldStep.Field ? _inHand[(int)start..(int)_at] : default;
        return step;
    }

    private FieldStep ReadBytes()
    {
        FieldStep step = ReadVarint(out ulong size);
        if (step != FieldStep.Field)
        {
            return step;
        }

        long start = _at;
        step = size > (ulong)length ? FieldStep.Broken : Skip((long)size);
        Bytes = step == FieldStep.Field && _at <= _inHand.Length ? _inHand[(int)start..(int)_at] : default;
        return step;
    }

    /// <summary>A field that ends behind what is in hand was seen as far as it can be.</summary>
    private FieldStep Skip(long bytes)
    {
        _at += bytes;
        return _at > length ? FieldStep.Broken : _at > _inHand.Length ? FieldStep.Cut : FieldStep.Field;
    }

    private FieldStep ReadVarint(out ulong value)
    {
        value = 0;
        for (int i = 0; i < MostVarint; i++)
        {
            if (_at >= length)
            {
                return FieldStep.Broken;
            }

            if (_at >= _inHand.Length)
            {
                return FieldStep.Cut;
            }

            byte part = _inHand[(int)_at++];
            value |= (ulong)(part & 0x7F) << (7 * i);
            if (part < 0x80)
            {
                return FieldStep.Field;
            }
        }

        return FieldStep.Broken;
    }
}

public enum FieldStep
{
    /// <summary>One was read.</summary>
    Field,

    /// <summary>The message is over.</summary>
    End,

    /// <summary>What is in hand is over; the message is not.</summary>
    Cut,

    /// <summary>This is no message.</summary>
    Broken,
}

/// <summary>How a field lies on the wire.</summary>
public enum WireType
{
    Varint = 0,
    Fixed64 = 1,
    Bytes = 2,
    Fixed32 = 5,
}
