using Gateway.Contracts;

namespace Gateway.Journal;

/// <summary>The journal; a change writes its lines in the transaction of its own store.</summary>
internal interface IJournal
{
    /// <returns>Lines behind the cursor that match, oldest first.</returns>
    Task<IReadOnlyList<Event>> ReadAsync(JournalFilter filter, long after, int limit, CancellationToken cancellationToken);

    /// <returns>The newest lines that match, oldest of them first.</returns>
    Task<IReadOnlyList<Event>> ReadLastAsync(JournalFilter filter, int count, CancellationToken cancellationToken);

    /// <summary>A line that explains no change of state: something happened, and that is all.</summary>
    /// <exception cref="IOException">The store is away.</exception>
    Task WriteAsync(JournalEntry entry, CancellationToken cancellationToken);

    /// <summary>Takes out some of the lines that are older, and writes down up to where.</summary>
    /// <exception cref="IOException">The store is away.</exception>
    Task CutAsync(DateTimeOffset before, DateTimeOffset now, CancellationToken cancellationToken);

    /// <returns>Completes when something was written after the call.</returns>
    Task NextAsync(CancellationToken cancellationToken);
}

/// <summary>Which lines; null: any.</summary>
internal sealed record JournalFilter(string? Model, string? Kind, string? Actor, DateTimeOffset? From, DateTimeOffset? To)
{
    /// <summary>Patterns of the models whose lines may be seen; null: every line, also those of no model.</summary>
    public IReadOnlyList<string>? Models { get; init; }
}
