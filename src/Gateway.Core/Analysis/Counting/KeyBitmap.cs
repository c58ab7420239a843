using Gateway.Core.Routing;

namespace Gateway.Core.Analysis.Counting;

/// <summary>Which of 65 536 buckets of sticky keys were seen: 8 KiB, set without a lock.</summary>
public sealed class KeyBitmap
{
    private readonly long[] _bits = new long[StickyBuckets.Count / 64];
    private bool _any;

    /// <returns>True the first time.</returns>
    public bool Set(ulong hash)
    {
        int bucket = StickyBuckets.Bucket(hash);
        long bit = 1L << (bucket & 63);
        _any = true;
        return (Interlocked.Or(ref _bits[bucket >> 6], bit) & bit) == 0;
    }

    /// <returns>Null when nothing was ever set.</returns>
    public byte[]? Save() => _any ? System.Runtime.InteropServices.MemoryMarshal.AsBytes(_bits.AsSpan()).ToArray() : null;

    public void Load(ReadOnlySpan<byte> saved)
    {
        saved[..Math.Min(saved.Length, _bits.Length * 8)].CopyTo(System.Runtime.InteropServices.MemoryMarshal.AsBytes(_bits.AsSpan()));
        _any = true;
    }
}
