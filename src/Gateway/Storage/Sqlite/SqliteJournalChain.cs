using Dapper;
using Gateway.Contracts;
using Gateway.Journal;

namespace Gateway.Storage.Sqlite;

/// <summary>Reads the journal page by page and holds each line against its hash.</summary>
internal sealed class SqliteJournalChain(SqliteDatabase database) : IJournalChain
{
    private const int Page = 2000;

    public async Task<AuditLook> VerifyAsync(CancellationToken cancellationToken)
    {
        (long seq, string? hash, long lines) = (0, null, 0);
        while (true)
        {
            long after = seq;
            List<Line> page = await database.ReadAsync(
                connection => connection.Query<Line>(
                    """
                    SELECT seq AS Seq, id AS Id, at AS At, kind AS Kind, model AS Model, version AS Version, rollout AS Rollout,
                           from_state AS FromState, to_state AS ToState, actor AS Actor, reason AS Reason, request_id AS RequestId, hash AS Hash
                    FROM journal WHERE seq > @after ORDER BY seq LIMIT @Page
                    """,
                    new { after, Page }).ToList(),
                cancellationToken);
            foreach (Line line in page)
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

    private sealed class Line
    {
        public long Seq { get; init; }
        public string Id { get; init; } = "";
        public long At { get; init; }
        public string Kind { get; init; } = "";
        public string? Model { get; init; }
        public string? Version { get; init; }
        public string? Rollout { get; init; }
        public string? FromState { get; init; }
        public string? ToState { get; init; }
        public string? Actor { get; init; }
        public string? Reason { get; init; }
        public string? RequestId { get; init; }
        public string Hash { get; init; } = "";
    }
}
