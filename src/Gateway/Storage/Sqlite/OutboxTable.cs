using Dapper;
using Gateway.Notifications;

namespace Gateway.Storage.Sqlite;

/// <summary>Notifications that wait, and the cursor that they were written with.</summary>
internal sealed class OutboxTable(SqliteDatabase database) : IOutbox
{
    public Task<OutboxStart> OpenAsync(IReadOnlyList<string> webhooks, CancellationToken cancellationToken) => database.WriteAsync(
        (connection, transaction) =>
        {
            if (webhooks.Count == 0)
            {
                connection.Execute("DELETE FROM outbox_cursor", null, transaction);
                return new OutboxStart(0, connection.Execute("DELETE FROM outbox", null, transaction));
            }

            int forgotten = connection.Execute("DELETE FROM outbox WHERE webhook NOT IN @webhooks", new { webhooks }, transaction);
            connection.Execute("INSERT INTO outbox_cursor (one, seq) SELECT 1, coalesce(max(seq), 0) FROM journal WHERE true ON CONFLICT (one) DO NOTHING", null, transaction);
            return new OutboxStart(connection.ExecuteScalar<long>("SELECT seq FROM outbox_cursor", null, transaction), forgotten);
        },
        cancellationToken);

    public Task<int> AddAsync(IReadOnlyList<OutboxRow> rows, long cursor, int most, CancellationToken cancellationToken) => database.WriteAsync(
        (connection, transaction) =>
        {
            int added = rows.Sum(row => connection.Execute(
                """
                INSERT INTO outbox (webhook, seq, id, at, body)
                SELECT @Webhook, @Seq, @id, @at, @Body WHERE (SELECT count(*) FROM outbox WHERE webhook = @Webhook) < @most
                """,
                new { row.Webhook, row.Seq, id = row.Id.ToString(), at = row.At.ToUnixTimeMilliseconds(), row.Body, most },
                transaction));
            connection.Execute("UPDATE outbox_cursor SET seq = @cursor", new { cursor }, transaction);
            return rows.Count - added;
        },
        cancellationToken);

    public Task<OutboxRow?> FirstAsync(string webhook, CancellationToken cancellationToken) => database.ReadAsync(
        connection => connection.QueryFirstOrDefault<Row>("SELECT seq AS Seq, id AS Id, at AS At, body AS Body FROM outbox WHERE webhook = @webhook ORDER BY seq LIMIT 1", new { webhook })?.Of(webhook),
        cancellationToken);

    public Task RemoveAsync(OutboxRow row, CancellationToken cancellationToken) => database.WriteAsync(
        (connection, transaction) => connection.Execute("DELETE FROM outbox WHERE webhook = @Webhook AND seq = @Seq", new { row.Webhook, row.Seq }, transaction),
        cancellationToken);

    private sealed class Row
    {
        public long Seq { get; init; }

        public string Id { get; init; } = "";

        public long At { get; init; }

        public string Body { get; init; } = "";

        public OutboxRow Of(string webhook) => new(webhook, Seq, Guid.Parse(Id), DateTimeOffset.FromUnixTimeMilliseconds(At), Body);
    }
}
