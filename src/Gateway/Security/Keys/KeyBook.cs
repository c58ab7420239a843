using System.Collections.Frozen;
using System.Security.Cryptography;

namespace Gateway.Security.Keys;

/// <summary>Every key in memory, as one immutable snapshot: a request looks here and nowhere else.</summary>
internal sealed class KeyBook
{
    private static readonly byte[] NoHash = new byte[SHA256.HashSizeInBytes];
    private FrozenDictionary<Guid, Entry> _entries = FrozenDictionary<Guid, Entry>.Empty;

    /// <summary>Oldest first.</summary>
    public IReadOnlyList<IssuedKey> Keys => [.. _entries.Values.Select(entry => entry.Key).OrderBy(key => key.Id)];

    public IssuedKey? Find(Guid id) => _entries.GetValueOrDefault(id)?.Key;

    /// <summary>Replaces the snapshot. A key that stays keeps what is left of its allowance.</summary>
    /// <remarks>One caller at a time.</remarks>
    public void Replace(IEnumerable<IssuedKey> keys)
    {
        FrozenDictionary<Guid, Entry> before = _entries;
        Volatile.Write(ref _entries, keys.ToFrozenDictionary(key => key.Id, key => before.TryGetValue(key.Id, out Entry? known) ? known.With(key) : Entry.Of(key)));
    }

    /// <summary>Takes the same time for every wrong key: a hash, and a comparison of all its bytes.</summary>
    public Grant Find(ReadOnlySpan<char> token, DateTimeOffset now)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        if (!KeyToken.TryRead(token, out Guid id, hash))
        {
            return Grant.Unknown;
        }

        Entry? entry = Volatile.Read(ref _entries).GetValueOrDefault(id);
        bool same = CryptographicOperations.FixedTimeEquals(hash, entry?.Key.Hash ?? NoHash);
        return !same || entry is null ? Grant.Unknown : entry.Key.IsLive(now) ? entry.Live : entry.Expired;
    }

    private sealed record Entry(IssuedKey Key, Grant Live, Grant Expired)
    {
        public static Entry Of(IssuedKey key) => Of(key, RequestAllowance.Of(Allowance.Of(key.Rate), Allowance.Of(key.Quota)));

        public Entry With(IssuedKey key) => key.Equals(Key) ? this : Of(key, Live.Allowance);

        private static Entry Of(IssuedKey key, RequestAllowance? allowance) => new(
            key, new Grant(key.Name, Roles.Of(key.Role), new ModelScope(key.Models), allowance), Grant.Denied(key.Name, $"The key {key.Name} has expired."));
    }
}
