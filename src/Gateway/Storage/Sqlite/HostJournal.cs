using Gateway.Hosts;
using Gateway.Journal;

namespace Gateway.Storage.Sqlite;

/// <summary>What hosts say of themselves: it changes no state, so the line is all.</summary>
internal sealed class HostJournal(SqliteDatabase database) : IHostJournal
{
    public Task WriteAsync(JournalEntry entry, CancellationToken cancellationToken) => database.WriteAsync(
        (connection, transaction) =>
        {
            JournalTable.Append(connection, transaction, [entry]);
            return true;
        },
        cancellationToken);
}
