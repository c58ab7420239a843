namespace Gateway.Core.Routing;

/// <summary>Which version a sticky key belongs to: by its hash alone, so every replica agrees, and growing a weight moves no key away from it.</summary>
public static class StickyBuckets
{
    /// <summary>Buckets of the evidence's bitmaps.</summary>
    public const int Count = 1 << 16;

    /// <returns>64 well mixed bits of the key (FNV-1a over UTF-16 units, SplitMix64 finaliser).</returns>
    public static ulong Hash(ReadOnlySpan<char> key, ulong salt)
    {
        ulong hash = 0xCBF29CE484222325 ^ salt;
        foreach (char unit in key)
        {
            hash = (hash ^ unit) * 0x100000001B3;
        }

        hash = (hash ^ (hash >> 30)) * 0xBF58476D1CE4E5B9;
        hash = (hash ^ (hash >> 27)) * 0x94D049BB133111EB;
        return hash ^ (hash >> 31);
    }

    /// <returns>0 … 65 535.</returns>
    public static int Bucket(ulong hash) => (int)(hash >> 48);

    /// <param name="weights">Basis points, sum 10 000. The last of the growing arms should come first: its interval starts at 0.</param>
    /// <returns>The index of the version whose interval holds the key.</returns>
    public static int Pick(ReadOnlySpan<int> weights, ulong hash)
    {
        int point = (int)(((hash & 0xFFFF_FFFF) * TrafficSplit.Whole) >> 32);
        int last = 0;
        for (int i = 0; i < weights.Length; i++)
        {
            if (weights[i] == 0)
            {
                continue;
            }

            last = i;
            point -= weights[i];
            if (point < 0)
            {
                return i;
            }
        }

        return last;
    }
}
