using Gateway.Api;
using Gateway.Contracts;
using Gateway.Journal;

namespace Gateway.Security.Keys;

/// <summary>Gives keys out, replaces them and takes them back: state first, then the snapshot.</summary>
internal sealed class KeyChanges(KeyBook book, IKeyStore store, TimeProvider time) : IDisposable
{
    /// <summary>Every one of them is in memory.</summary>
    private const int Most = 10_000;

    private readonly OneAtATime _changes = new();

    /// <returns>The key and its text, which is shown once.</returns>
    /// <exception cref="RefusedException">400 with all that is wrong, or 409: the name is taken.</exception>
    public async Task<(IssuedKey Key, string Token)> CreateAsync(KeySpec spec, Caller caller, CancellationToken cancellationToken)
    {
        KeyRules.Check(spec);
        using IDisposable turn = await _changes.TurnAsync(cancellationToken);
        DateTimeOffset now = time.GetUtcNow();
        if (book.Keys.Any(key => key.Name == spec.Name && key.IsLive(now)))
        {
            throw new RefusedException(409, "key-name-taken", "There is a key of that name.", $"{spec.Name} exists: rotate it, or choose another name.");
        }

        Guid id = Guid.CreateVersion7(now);
        string token = KeyToken.New(id);
        IssuedKey key = new(
            id, spec.Name!, spec.Role!, spec.Models ?? ["*"], KeyToken.Hash(token), now, caller.Actor, KeyRules.Expiry(spec.Expires, now), spec.Rate, spec.Quota);
        await SaveAsync([key], Entry(JournalKinds.KeyCreated, key, spec.Reason, caller), cancellationToken);
        return (key, token);
    }

    /// <summary>A new key with the rights of the old one, which goes on until the overlap ends.</summary>
    public async Task<(IssuedKey Key, string Token)> RotateAsync(Guid id, KeyRotation rotation, Caller caller, CancellationToken cancellationToken)
    {
        TimeSpan overlap = KeyRules.Overlap(rotation);
        using IDisposable turn = await _changes.TurnAsync(cancellationToken);
        IssuedKey old = Require(id);
        DateTimeOffset now = time.GetUtcNow(), end = now + overlap;
        Guid next = Guid.CreateVersion7(now);
        string token = KeyToken.New(next);
        DateTimeOffset? expires = rotation.Expires is null ? now + (old.Expires - old.CreatedAt) : KeyRules.Expiry(rotation.Expires, now);
        IssuedKey key = old with { Id = next, Hash = KeyToken.Hash(token), CreatedAt = now, CreatedBy = caller.Actor, Expires = expires };
        await SaveAsync([old with { Expires = old.Expires is { } sooner && sooner < end ? sooner : end }, key], Entry(JournalKinds.KeyRotated, key, rotation.Reason, caller) with { From = $"{id}" }, cancellationToken);
        return (key, token);
    }

    public async Task DeleteAsync(Guid id, string? reason, Caller caller, CancellationToken cancellationToken)
    {
        using IDisposable turn = await _changes.TurnAsync(cancellationToken);
        IssuedKey key = Require(id);
        DateTimeOffset now = time.GetUtcNow();
        if (KeyRules.Administers(key, now) && !book.Keys.Any(other => other.Id != id && KeyRules.Administers(other, now)))
        {
            throw new RefusedException(409, "last-admin-key", "It is the last key of an admin.", $"Nobody could make keys without {key.Name}: make another admin key first, or rotate this one.");
        }

        await store.DeleteAsync(id, Entry(JournalKinds.KeyDeleted, key, reason, caller), cancellationToken);
        book.Replace(book.Keys.Where(other => other.Id != id));
    }

    public void Dispose() => _changes.Dispose();

    private IssuedKey Require(Guid id) => book.Find(id) ?? throw RefusedException.NotFound("key", $"{id}");

    private async Task SaveAsync(IssuedKey[] keys, JournalEntry entry, CancellationToken cancellationToken)
    {
        IssuedKey[] all = [.. book.Keys.Where(old => keys.All(key => key.Id != old.Id)), .. keys];
        if (all.Length > Most)
        {
            throw new RefusedException(409, "too-many-keys", "There are too many keys.", $"At most {Most} are kept: delete some.");
        }

        await store.SaveAsync(keys, entry, cancellationToken);
        book.Replace(all);
    }

    private JournalEntry Entry(string kind, IssuedKey key, string? reason, Caller caller) => new(
        time.GetUtcNow(), kind, To: $"{key.Name} {key.Role} {string.Join(',', key.Models)} {key.Id}", Actor: caller.Actor, Reason: reason, RequestId: caller.RequestId);
}
