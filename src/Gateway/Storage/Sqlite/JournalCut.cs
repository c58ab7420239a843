using System.Globalization;
using Dapper;
using Gateway.Journal;
using Microsoft.Data.Sqlite;

namespace Gateway.Storage.Sqlite;

/// <summary>Takes the oldest lines out of the journal. A line that is written for it, and hangs on the chain as any other, holds the last hash of them: the first line that stays rests on it.</summary>
internal static class JournalCut
{
    /// <summary>Lines that go at once, so that others can write.</summary>
    private const int Most = 10_000;

    /// <param name="before">Lines go up to the first that was written then or later.</param>
    public static void Apply(SqliteConnection connection, SqliteTransaction transaction, DateTimeOffset before, DateTimeOffset now)
    {
        (long Seq, long At, string? Hash) last = connection.QuerySingleOrDefault<(long, long, string?)>(
            """
            WITH stays AS (SELECT seq FROM journal NOT INDEXED WHERE at >= @old ORDER BY seq LIMIT 1)
            SELECT seq, at, hash FROM journal
            WHERE seq < coalesce((SELECT seq FROM stays), 9223372036854775807) AND seq < (SELECT min(seq) FROM journal) + @Most
            ORDER BY seq DESC LIMIT 1
            """,
            new { old = before.ToUnixTimeMilliseconds(), Most },
            transaction);
        if (last.Hash is null)
        {
            return;
        }

        JournalTable.Append(connection, transaction,
        [
            new JournalEntry(
                now, JournalKinds.Checkpoint, From: last.Seq.ToString(CultureInfo.InvariantCulture), To: last.Hash, Actor: "gateway",
                Reason: string.Create(CultureInfo.InvariantCulture, $"Lines up to {last.Seq}, until {DateTimeOffset.FromUnixTimeMilliseconds(last.At):yyyy-MM-dd HH:mm}Z, were kept long enough.")),
        ]);
        connection.Execute("DELETE FROM journal WHERE seq <= @Seq", new { last.Seq }, transaction);
    }

    /// <returns>The hash that the first line rests on; null: it is the first that was ever written.</returns>
    public static string? Before(SqliteConnection connection) =>
        connection.QueryFirstOrDefault<string?>("SELECT to_state FROM journal WHERE kind = @Checkpoint ORDER BY seq DESC LIMIT 1", new { JournalKinds.Checkpoint });
}
