using Dapper;
using Gateway.Contracts;
using Gateway.Journal;

namespace Gateway.Storage.Sqlite;

/// <summary>Reads the journal page by page and holds each line against its hash, beginning where it was cut.</summary>
internal sealed class SqliteJournalChain(SqliteDatabase database) : IJournalChain
{
    private const int Page = 2000;

    public async Task<AuditLook> VerifyAsync(CancellationToken cancellationToken)
    {
        (long seq, long lines) = (0, 0);
        string? hash = await database.ReadAsync(JournalCut.Before, cancellationToken);
        while (true)
        {
            long after = seq;
            List<JournalRow> page = await database.ReadAsync(
                connection => connection.Query<JournalRow>(
                    $"SELECT {JournalRow.Columns} FROM journal WHERE seq > @after ORDER BY seq LIMIT @Page",
                    new { after, Page }).ToList(),
                cancellationToken);
            foreach (JournalRow line in page)
            {
                lines++;
                if (line.Hash != JournalTable.Hash(hash, [line.Id, line.At, line.Kind, line.Model, line.Version, line.Rollout, line.FromState, line.ToState, line.Actor, line.Reason, line.RequestId]))
                {
                    return new AuditLook(false, lines, line.Seq, hash);
                }

                (seq, hash) = (line.Seq, line.Hash);
            }

            if (page.Count < Page)
            {
                return new AuditLook(true, lines, null, hash);
            }
        }
    }
}
