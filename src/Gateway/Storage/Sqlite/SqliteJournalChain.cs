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
        while (true)
        {
            string? before = await database.ReadAsync(JournalCut.Before, cancellationToken);
            AuditLook look = await VerifyAsync(before, cancellationToken);
            if (look.Valid || before == await database.ReadAsync(JournalCut.Before, cancellationToken))
            {
                return look; // otherwise it was cut meanwhile, and what is missing was taken out by us
            }
        }
    }

    /// <param name="hash">That the first line rests on.</param>
    private async Task<AuditLook> VerifyAsync(string? hash, CancellationToken cancellationToken)
    {
        (long seq, long lines, DateTimeOffset? since) = (0, 0, null);
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
                since ??= DateTimeOffset.FromUnixTimeMilliseconds(line.At);
                if (line.Hash != JournalTable.Hash(hash, [line.Id, line.At, line.Kind, line.Model, line.Version, line.Rollout, line.FromState, line.ToState, line.Actor, line.Reason, line.RequestId]))
                {
                    return new AuditLook(false, lines, line.Seq, hash, since);
                }

                (seq, hash) = (line.Seq, line.Hash);
            }

            if (page.Count < Page)
            {
                return new AuditLook(true, lines, null, hash, since);
            }
        }
    }
}
