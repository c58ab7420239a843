using Gateway.Journal;

namespace Gateway.Security.Keys;

/// <summary>The keys that were given out; implemented by Storage.</summary>
internal interface IKeyStore
{
    Task<IReadOnlyList<IssuedKey>> LoadAsync(CancellationToken cancellationToken);

    /// <summary>Adds keys, or changes those with the same id, in one transaction with the journal.</summary>
    Task SaveAsync(IReadOnlyList<IssuedKey> keys, JournalEntry entry, CancellationToken cancellationToken);

    Task DeleteAsync(Guid id, JournalEntry entry, CancellationToken cancellationToken);
}
