using Dapper;
using Gateway.Analysis.History;
using Gateway.Core.Models;
using Gateway.Core.Statistics;
using Microsoft.Data.Sqlite;

namespace Gateway.Storage.Sqlite;

/// <summary>The traffic's history: a row for five minutes of a version and process, its ten seconds packed.</summary>
internal sealed class HistoryTable(SqliteDatabase database, TimeProvider time) : IHistoryStore
{
    /// <summary>Rows that are trimmed at once.</summary>
    private const int Some = 2_000;

    private const string Columns = "version AS Version, slot AS Slot, process AS Process, requests AS Requests, errors AS Errors, rejections AS Rejections, rescued AS Rescued, p50 AS P50, p95 AS P95, p99 AS P99, points AS Points, bounds AS Bounds, point_bounds AS PointBounds";

    private static readonly TimeSpan Day = TimeSpan.FromDays(1), Month = TimeSpan.FromDays(30);

    private readonly long _process = time.GetUtcNow().ToUnixTimeMilliseconds();

    public Task<IReadOnlyList<string>> WriteAsync(IReadOnlyList<(VersionKey Version, HistoryBlock Block)> blocks, CancellationToken cancellationToken) => database.WriteAsync<IReadOnlyList<string>>(
        (connection, transaction) =>
        [
            .. blocks.Where(block => connection.Execute(
                """
                INSERT OR REPLACE INTO history (model, version, slot, process, requests, errors, rejections, rescued, p50, p95, p99, points, bounds, point_bounds)
                SELECT @Model, @Version, @Slot, @Process, @Requests, @Errors, @Rejections, @Rescued, @P50, @P95, @P99, @Points, @Bounds, @PointBounds
                WHERE EXISTS (SELECT 1 FROM traffic WHERE model = @Model)
                """,
                HistoryRow.Of(block.Version, _process, block.Block),
                transaction) == 0 || !WriteHour(connection, transaction, block.Version, block.Block)).Select(block => block.Version.Model).Distinct(),
        ],
        cancellationToken);

    private bool WriteHour(SqliteConnection connection, SqliteTransaction transaction, VersionKey version, HistoryBlock block) => connection.Execute(
        "INSERT OR REPLACE INTO latencies (model, version, hour, process, counts) VALUES (@Model, @Version, @hour, @_process, @counts)",
        new { version.Model, version.Version, hour = block.Slot / HistoryBlock.Hour, _process, counts = PackedNumbers.Pack(block.Latencies!.Gaps().Select(number => (long)number)) },
        transaction) == 1;

    public async Task<IReadOnlyList<StoredBlock>> ReadAsync(string model, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken) => await database.ReadAsync(
        connection => connection.Query<HistoryRow>(
            $"SELECT {Columns} FROM history WHERE model = @model AND slot > @from AND slot <= @to",
            new { model, from = Slot(from) - HistoryBlock.Slots, to = Slot(to) })
            .Select(row => new StoredBlock(row.Version, row.Process == _process, row.Block())).ToList(),
        cancellationToken);

    public async Task<IReadOnlyList<(VersionKey Version, long First, long Requests)>> HoursAsync(DateTimeOffset from, CancellationToken cancellationToken) => await database.ReadAsync(
        connection => connection.Query<(string Model, string Version, long First, long Requests)>(
            "SELECT model, version, min(slot), sum(requests) FROM history WHERE slot > @from AND process <> @_process GROUP BY model, version, slot / 360",
            new { from = Slot(from), _process })
            .Select(hour => (new VersionKey(hour.Model, hour.Version), hour.First, hour.Requests)).ToList(),
        cancellationToken);

    public async Task<IReadOnlyList<(VersionKey Version, long Hour, int[] Gaps)>> LatenciesAsync(DateTimeOffset from, CancellationToken cancellationToken) => await database.ReadAsync(
        connection => connection.Query<(string Model, string Version, long Hour, byte[] Counts)>(
            """
            SELECT model, version, hour, counts FROM latencies AS one
            WHERE hour >= @from AND process <> @_process AND EXISTS -- a release that did not know this table may have deleted the model
                (SELECT 1 FROM history WHERE model = one.model AND version = one.version AND process = one.process AND slot BETWEEN one.hour * @Hour AND one.hour * @Hour + @Hour - 1)
            """,
            new { from = Slot(from) / HistoryBlock.Hour, _process, HistoryBlock.Hour })
            .GroupBy(one => (one.Model, one.Version, one.Hour)).Select(hour => (new VersionKey(hour.Key.Model, hour.Key.Version), hour.Key.Hour, Together(hour.Select(one => one.Counts)))).ToList(),
        cancellationToken);

    private static int[] Together(IEnumerable<byte[]> processes)
    {
        LatencyHistogram all = new();
        foreach (byte[] counts in processes)
        {
            all.Merge([.. PackedNumbers.Read(counts).Select(number => (int)number)]);
        }

        return all.Gaps();
    }

    public async Task TrimAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        long day = Slot(now - Day), month = Slot(now - Month);
        while (await SomeAsync("UPDATE history SET points = NULL, point_bounds = NULL", "points IS NOT NULL AND slot < @before", day, cancellationToken) == Some
            || await SomeAsync("DELETE FROM history", "slot < @before", month, cancellationToken) == Some
            || await SomeHoursAsync(day / HistoryBlock.Hour, cancellationToken) == Some)
        {
        }

    }

    private Task<int> SomeAsync(string change, string which, long before, CancellationToken cancellationToken) => database.WriteAsync(
        (connection, transaction) => connection.Execute(
            $"{change} WHERE (model, version, slot, process) IN (SELECT model, version, slot, process FROM history WHERE {which} LIMIT {Some})", new { before }, transaction),
        cancellationToken);

    private Task<int> SomeHoursAsync(long before, CancellationToken cancellationToken) => database.WriteAsync(
        (connection, transaction) => connection.Execute(
            $"DELETE FROM latencies WHERE (model, version, hour, process) IN (SELECT model, version, hour, process FROM latencies WHERE hour < @before LIMIT {Some})", new { before }, transaction),
        cancellationToken);

    private static long Slot(DateTimeOffset at) => at.ToUnixTimeSeconds() / VersionHistory.Seconds;
}
