using Gateway.Journal;

namespace Gateway.Hosts;

/// <summary>Where hosts say what happened to them; implemented by Storage.</summary>
internal interface IHostJournal
{
    /// <exception cref="IOException">The store is away.</exception>
    Task WriteAsync(JournalEntry entry, CancellationToken cancellationToken);
}
