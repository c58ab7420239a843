using System.Security.Cryptography;
using System.Text.Json;
using Dapper;
using Gateway.Journal;
using Microsoft.Data.Sqlite;

namespace Gateway.Storage.Sqlite;

/// <summary>Writes the journal in the transaction of the change that it explains.</summary>
internal static class JournalTable
{
    public static void Append(SqliteConnection connection, SqliteTransaction transaction, IEnumerable<JournalEntry> entries)
    {
        string? last = connection.ExecuteScalar<string?>("SELECT hash FROM journal ORDER BY seq DESC LIMIT 1", null, transaction);
        foreach (JournalEntry entry in entries)
        {
            Guid id = Guid.CreateVersion7(entry.At);
            last = Hash(last, [id, entry.At.ToUnixTimeMilliseconds(), entry.Kind, entry.Model, entry.Version, entry.Rollout, entry.From, entry.To, entry.Actor, entry.Reason, entry.RequestId]);
            connection.Execute(
                """
                INSERT INTO journal (id, at, kind, model, version, rollout, from_state, to_state, actor, reason, request_id, hash)
                VALUES (@id, @at, @Kind, @Model, @Version, @rollout, @From, @To, @Actor, @Reason, @RequestId, @hash)
                """,
                new
                {
                    id = id.ToString(),
                    at = entry.At.ToUnixTimeMilliseconds(),
                    entry.Kind,
                    entry.Model,
                    entry.Version,
                    rollout = entry.Rollout?.ToString(),
                    entry.From,
                    entry.To,
                    entry.Actor,
                    entry.Reason,
                    entry.RequestId,
                    hash = last,
                },
                transaction);
        }
    }

    /// <summary>Each line's hash takes in the one before, so that a line cannot be changed or cut out unseen.</summary>
    /// <param name="line">Its columns, in their order.</param>
    public static string Hash(string? before, object?[] line) => Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes<object?[]>([before, .. line])));
}
