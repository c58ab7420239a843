using Gateway.Contracts;

namespace Gateway.Journal;

/// <summary>Reads the journal; features write it in the transactions of their own stores.</summary>
internal interface IJournal
{
    /// <returns>Lines behind the cursor that match, oldest first.</returns>
    Task<IReadOnlyList<Event>> ReadAsync(JournalFilter filter, long after, int limit, CancellationToken cancellationToken);

    /// <returns>Completes when something was written after the call.</returns>
    Task NextAsync(CancellationToken cancellationToken);
}

/// <summary>Which lines; null: any.</summary>
internal sealed record JournalFilter(string? Model, string? Kind, string? Actor, DateTimeOffset? From, DateTimeOffset? To);
