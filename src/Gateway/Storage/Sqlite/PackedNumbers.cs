namespace Gateway.Storage.Sqlite;

/// <summary>Whole numbers in one column, small ones in few bytes.</summary>
internal static class PackedNumbers
{
    public static byte[] Pack(IEnumerable<long> numbers)
    {
        using MemoryStream bytes = new();
        using BinaryWriter writer = new(bytes);
        foreach (long number in numbers)
        {
            writer.Write7BitEncodedInt64(number);
        }

        writer.Flush();
        return bytes.ToArray();
    }

    /// <returns>None for nothing.</returns>
    public static long[] Read(byte[]? packed)
    {
        List<long> numbers = [];
        using BinaryReader reader = new(new MemoryStream(packed ?? []));
        while (reader.BaseStream.Position < reader.BaseStream.Length)
        {
            numbers.Add(reader.Read7BitEncodedInt64());
        }

        return [.. numbers];
    }
}
