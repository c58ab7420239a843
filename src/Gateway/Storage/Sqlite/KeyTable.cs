using System.Text.Json;
using Dapper;
using Gateway.Journal;
using Gateway.Security.Keys;

namespace Gateway.Storage.Sqlite;

/// <summary>Keys as hashes.</summary>
internal sealed class KeyTable(SqliteDatabase database) : IKeyStore
{
    public Task<IReadOnlyList<IssuedKey>> LoadAsync(CancellationToken cancellationToken) => database.ReadAsync<IReadOnlyList<IssuedKey>>(
        connection => [.. connection.Query<Row>(
            "SELECT id, name, role, models, hash, created_at AS CreatedAt, created_by AS CreatedBy, expires, rate, quota FROM keys").Select(row => row.Key())],
        cancellationToken);

    public Task SaveAsync(IReadOnlyList<IssuedKey> keys, JournalEntry entry, CancellationToken cancellationToken) => database.WriteAsync(
        (connection, transaction) =>
        {
            JournalTable.Append(connection, transaction, [entry]);
            return connection.Execute(
                """
                INSERT INTO keys (id, name, role, models, hash, created_at, created_by, expires, rate, quota)
                VALUES (@Id, @Name, @Role, @Models, @Hash, @CreatedAt, @CreatedBy, @Expires, @Rate, @Quota)
                ON CONFLICT (id) DO UPDATE SET expires = excluded.expires
                """,
                keys.Select(Row.Of),
                transaction);
        },
        cancellationToken);

    public Task DeleteAsync(Guid id, JournalEntry entry, CancellationToken cancellationToken) => database.WriteAsync(
        (connection, transaction) =>
        {
            JournalTable.Append(connection, transaction, [entry]);
            return connection.Execute("DELETE FROM keys WHERE id = @id", new { id = id.ToString() }, transaction);
        },
        cancellationToken);

    private sealed class Row
    {
        public string Id { get; init; } = "";
        public string Name { get; init; } = "";
        public string Role { get; init; } = "";
        public string Models { get; init; } = "";
        public byte[] Hash { get; init; } = [];
        public long CreatedAt { get; init; }
        public string CreatedBy { get; init; } = "";
        public long? Expires { get; init; }
        public string? Rate { get; init; }
        public string? Quota { get; init; }

        public static Row Of(IssuedKey key) => new()
        {
            Id = key.Id.ToString(),
            Name = key.Name,
            Role = key.Role,
            Models = JsonSerializer.Serialize(key.Models),
            Hash = key.Hash,
            CreatedAt = key.CreatedAt.ToUnixTimeMilliseconds(),
            CreatedBy = key.CreatedBy,
            Expires = key.Expires?.ToUnixTimeMilliseconds(),
            Rate = key.Rate,
            Quota = key.Quota,
        };

        public IssuedKey Key() => new(
            Guid.Parse(Id), Name, Role, JsonSerializer.Deserialize<string[]>(Models)!, Hash, DateTimeOffset.FromUnixTimeMilliseconds(CreatedAt), CreatedBy,
            Expires is { } end ? DateTimeOffset.FromUnixTimeMilliseconds(end) : null, Rate, Quota);
    }
}
