using System.Collections.Concurrent;

namespace Gateway.Core.Analysis.Counting;

/// <summary>The unit of a sticky run is the key: it counts once among the attempts, and once per counter among the bad.</summary>
public sealed class StickyKeys
{
    private readonly ConcurrentDictionary<string, KeyBitmap> _bitmaps = new();

    /// <returns>True for the key's first attempt in this role.</returns>
    public bool First(bool candidate, ulong hash) => Of(candidate ? "c" : "b").Set(hash);

    /// <returns>True for the key's first bad attempt of the counter in this role.</returns>
    public bool FirstBad(string counter, bool candidate, ulong hash) => Of((candidate ? "c " : "b ") + counter).Set(hash);

    public Dictionary<string, byte[]> Save() =>
        _bitmaps.Select(pair => (pair.Key, Bits: pair.Value.Save())).Where(pair => pair.Bits is not null).ToDictionary(pair => pair.Key, pair => pair.Bits!);

    public void Load(IReadOnlyDictionary<string, byte[]> saved)
    {
        foreach ((string name, byte[] bits) in saved)
        {
            Of(name).Load(bits);
        }
    }

    private KeyBitmap Of(string name) => _bitmaps.GetOrAdd(name, static _ => new KeyBitmap());
}
