using Dapper;
using Gateway.Analysis;
using Gateway.Rollouts.Splits;

namespace Gateway.Storage.Sqlite;

/// <summary>The traffic's history, of which statistics want the weights alone.</summary>
internal sealed class WeightHistory(SqliteDatabase database) : IWeightHistory
{
    /// <summary>Changes that one answer looks at: the latest.</summary>
    private const int Most = 10_000;

    public async Task<IReadOnlyList<WeightsSince>> ReadAsync(string model, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken) => await database.ReadAsync(
        connection => connection.Query<(long At, string Document)>(
            """
            SELECT at, document FROM traffic_history
            WHERE model = @model AND at <= @to AND at >= (SELECT COALESCE(MAX(at), 0) FROM traffic_history WHERE model = @model AND at <= @from)
            ORDER BY at DESC, generation DESC LIMIT @most
            """,
            new { model, from = from.ToUnixTimeMilliseconds(), to = to.ToUnixTimeMilliseconds(), most = Most })
            .Select(row => new WeightsSince(DateTimeOffset.FromUnixTimeMilliseconds(row.At), RolloutTable.Parse<TrafficRecord>(row.Document).Weights)).Reverse().ToList(),
        cancellationToken);
}
