using System.Text.Json;
using Dapper;
using Gateway.Contracts;
using Gateway.Hooks;
using Gateway.Journal;

namespace Gateway.Storage.Sqlite;

/// <summary>Deliveries of webhooks: the newest ten thousand are remembered.</summary>
internal sealed class HookTable(SqliteDatabase database) : IHookStore
{
    private const int Kept = 10_000;

    public Task<bool?> TakeAsync(HookJob job, string digest, int most, JournalEntry entry, CancellationToken cancellationToken) => database.WriteAsync<bool?>(
        (connection, transaction) =>
        {
            if (connection.ExecuteScalar<long>("SELECT count(*) FROM hook_deliveries WHERE id = @Delivery OR digest = @digest", new { job.Delivery, digest }, transaction) > 0)
            {
                return false;
            }

            if (connection.ExecuteScalar<long>("SELECT count(*) FROM hook_deliveries WHERE job IS NOT NULL", null, transaction) >= most)
            {
                return null;
            }

            connection.Execute(
                "INSERT INTO hook_deliveries (id, digest, at, job) VALUES (@Delivery, @digest, @at, @json)",
                new { job.Delivery, digest, at = entry.At.ToUnixTimeMilliseconds(), json = JsonSerializer.Serialize(job, ContractJson.Options) },
                transaction);
            connection.Execute("DELETE FROM hook_deliveries WHERE job IS NULL AND place <= (SELECT max(place) FROM hook_deliveries) - @Kept", new { Kept }, transaction);
            JournalTable.Append(connection, transaction, [entry]);
            return true;
        },
        cancellationToken);

    public Task<IReadOnlyList<HookJob>> WaitingAsync(CancellationToken cancellationToken) => database.ReadAsync<IReadOnlyList<HookJob>>(
        connection => [.. connection.Query<string>("SELECT job FROM hook_deliveries WHERE job IS NOT NULL ORDER BY place").Select(json => JsonSerializer.Deserialize<HookJob>(json, ContractJson.Options)!)],
        cancellationToken);

    public Task DoneAsync(string delivery, bool well, JournalEntry entry, CancellationToken cancellationToken) => database.WriteAsync(
        (connection, transaction) =>
        {
            JournalTable.Append(connection, transaction, [entry]);
            return connection.Execute(well ? "UPDATE hook_deliveries SET job = NULL WHERE id = @delivery" : "DELETE FROM hook_deliveries WHERE id = @delivery", new { delivery }, transaction);
        },
        cancellationToken);
}
