using Dapper;
using Gateway.Api;

namespace Gateway.Storage.Sqlite;

/// <summary>Answers of the last day; older ones go when a new one comes.</summary>
internal sealed class IdempotencyTable(SqliteDatabase database) : IIdempotencyStore
{
    private static readonly TimeSpan Kept = TimeSpan.FromHours(24);

    public Task<IdempotentAnswer?> FindAsync(string key, DateTimeOffset since, CancellationToken cancellationToken) => database.ReadAsync(
        connection => connection.QuerySingleOrDefault<Row>(
            "SELECT call, status, content_type AS ContentType, location, body FROM idempotency WHERE key = @key AND at >= @since",
            new { key, since = since.ToUnixTimeMilliseconds() })?.Answer(),
        cancellationToken);

    public async Task SaveAsync(string key, IdempotentAnswer? answer, DateTimeOffset at, CancellationToken cancellationToken)
    {
        if (answer is null)
        {
            return;
        }

        await database.WriteAsync(
            (connection, transaction) => connection.Execute(
                """
                DELETE FROM idempotency WHERE at < @since;
                INSERT INTO idempotency (key, call, at, status, content_type, location, body)
                VALUES (@key, @Call, @at, @Status, @ContentType, @Location, @Body)
                ON CONFLICT (key) DO NOTHING
                """,
                new
                {
                    key,
                    at = at.ToUnixTimeMilliseconds(),
                    since = (at - Kept).ToUnixTimeMilliseconds(),
                    answer.Call,
                    answer.Status,
                    answer.ContentType,
                    answer.Location,
                    answer.Body,
                },
                transaction),
            cancellationToken);
    }

    private sealed class Row
    {
        public string Call { get; init; } = "";
        public int Status { get; init; }
        public string? ContentType { get; init; }
        public string? Location { get; init; }
        public byte[] Body { get; init; } = [];

        public IdempotentAnswer Answer() => new(Call, Status, ContentType, Location, Body);
    }
}
