using System.Text.Json;
using Dapper;
using Gateway.Api;
using Gateway.Contracts;
using Gateway.Core.Rollouts;
using Gateway.Journal;
using Gateway.Rollouts;
using Gateway.Rollouts.Splits;
using Microsoft.Data.Sqlite;

namespace Gateway.Storage.Sqlite;

/// <summary>Traffic, rollouts, policies and the freeze.</summary>
internal sealed class RolloutTable(SqliteDatabase database) : IRolloutStore
{
    public Task<RolloutContent> LoadAsync(DateTimeOffset since, CancellationToken cancellationToken) => database.ReadAsync(
        connection => new RolloutContent(
            [.. connection.Query<string>("SELECT document FROM traffic").Select(Parse<TrafficRecord>)],
            [.. connection.Query<string>("SELECT document FROM rollouts WHERE live = 1").Select(Parse<RolloutRecord>)],
            [.. connection.Query<string>("SELECT document FROM rollouts WHERE id IN (SELECT max(id) FROM rollouts WHERE ended_at > @since GROUP BY model)", new { since = since.ToUnixTimeMilliseconds() }).Select(Parse<RolloutRecord>)],
            connection.Query<(string Name, long Revision, string Document)>("SELECT name, revision, document FROM policies").ToDictionary(
                row => row.Name, row => new Policy(row.Revision, JsonSerializer.Deserialize<RolloutSpec>(row.Document, ContractJson.Options)!)),
            connection.QuerySingleOrDefault<string>("SELECT document FROM freeze") is { } freeze ? Parse<Freeze>(freeze) : null),
        cancellationToken);

    public Task SaveAsync(TrafficRecord? traffic, RolloutRecord? rollout, IReadOnlyList<JournalEntry> entries, CancellationToken cancellationToken) => database.WriteAsync(
        (connection, transaction) =>
        {
            if (traffic is not null && SaveTraffic(connection, transaction, traffic, entries[^1].At) == 0 || rollout is not null && SaveRollout(connection, transaction, rollout) == 0)
            {
                throw ETags.Lost();
            }

            JournalTable.Append(connection, transaction, entries);
            return true;
        },
        cancellationToken);

    public Task<TrafficRecord?> TrafficAtAsync(string model, DateTimeOffset at, CancellationToken cancellationToken) => database.ReadAsync(
        connection => connection.QueryFirstOrDefault<string>(
            "SELECT document FROM traffic_history WHERE model = @model AND at <= @at ORDER BY at DESC, generation DESC LIMIT 1", new { model, at = at.ToUnixTimeMilliseconds() }) is { } document
            ? Parse<TrafficRecord>(document)
            : null,
        cancellationToken);

    public Task ForgetAsync(string model, IReadOnlyList<JournalEntry> entries, CancellationToken cancellationToken) => database.WriteAsync(
        (connection, transaction) =>
        {
            JournalTable.Append(connection, transaction, entries);
            return connection.Execute("DELETE FROM traffic WHERE model = @model; DELETE FROM history WHERE model = @model; DELETE FROM latencies WHERE model = @model; UPDATE rollouts SET live = 0 WHERE model = @model", new { model }, transaction);
        },
        cancellationToken);

    public Task<RolloutRecord?> FindAsync(Guid id, CancellationToken cancellationToken) => database.ReadAsync(
        connection => connection.QuerySingleOrDefault<string>("SELECT document FROM rollouts WHERE id = @id", new { id = id.ToString() }) is { } document ? Parse<RolloutRecord>(document) : null,
        cancellationToken);

    public async Task<IReadOnlyList<RolloutRecord>> ListAsync(RolloutFilter filter, Guid? before, int limit, CancellationToken cancellationToken) => await database.ReadAsync(
        connection => connection.Query<string>(
            """
            SELECT document FROM rollouts
            WHERE (@Model IS NULL OR model = @Model) AND (@active = 0 OR live = 1) AND (@before IS NULL OR id < @before) AND (@ended IS NULL OR ended_at > @ended)
              AND (@models IS NULL OR EXISTS (SELECT 1 FROM json_each(@models) WHERE model GLOB value))
            ORDER BY id DESC LIMIT @limit
            """,
            new { filter.Model, models = Globs.Of(filter.Models), active = filter.ActiveOnly ? 1 : 0, ended = filter.EndedAfter?.ToUnixTimeMilliseconds(), before = before?.ToString(), limit }).Select(Parse<RolloutRecord>).ToList(),
        cancellationToken);

    public Task SavePolicyAsync(string name, Policy policy, JournalEntry entry, CancellationToken cancellationToken) => database.WriteAsync(
        (connection, transaction) =>
        {
            JournalTable.Append(connection, transaction, [entry]);
            return connection.Execute(
                "INSERT INTO policies (name, revision, document) VALUES (@name, @Revision, @json) ON CONFLICT (name) DO UPDATE SET revision = @Revision, document = @json",
                new { name, policy.Revision, json = JsonSerializer.Serialize(policy.Spec, ContractJson.Options) },
                transaction);
        },
        cancellationToken);

    public Task SaveFreezeAsync(Freeze? freeze, JournalEntry entry, CancellationToken cancellationToken) => database.WriteAsync(
        (connection, transaction) =>
        {
            JournalTable.Append(connection, transaction, [entry]);
            connection.Execute("DELETE FROM freeze", null, transaction);
            return freeze is null ? 0 : connection.Execute("INSERT INTO freeze (one, document) VALUES (1, @json)", new { json = Json(freeze) }, transaction);
        },
        cancellationToken);

    private static int SaveTraffic(SqliteConnection connection, SqliteTransaction transaction, TrafficRecord traffic, DateTimeOffset at)
    {
        var row = new
        {
            traffic.Model, traffic.Generation, json = Json(traffic), at = at.ToUnixTimeMilliseconds(), old = (at - JournalKeeper.Kept).ToUnixTimeMilliseconds(),
        };
        connection.Execute(
            """
            DELETE FROM traffic_history WHERE model = @Model AND at < @old;
            INSERT OR REPLACE INTO traffic_history (model, at, generation, document) VALUES (@Model, @at, @Generation, @json)
            """,
            row,
            transaction);
        return connection.Execute(
            """
            INSERT INTO traffic (model, generation, document) VALUES (@Model, @Generation, @json)
            ON CONFLICT (model) DO UPDATE SET generation = @Generation, document = @json WHERE generation = @Generation - 1
            """,
            row,
            transaction);
    }

    private static int SaveRollout(SqliteConnection connection, SqliteTransaction transaction, RolloutRecord rollout) => connection.Execute(
        """
        INSERT INTO rollouts (id, model, revision, live, ended_at, document) VALUES (@id, @Model, @Revision, @live, @ended, @json)
        ON CONFLICT (id) DO UPDATE SET revision = @Revision, live = @live, ended_at = @ended, document = @json WHERE revision = @Revision - 1
        """,
        new { id = rollout.Id.ToString(), rollout.Model, rollout.Revision, live = rollout.State.Phase.IsFinal() ? 0 : 1, ended = rollout.EndedAt?.ToUnixTimeMilliseconds(), json = Json(rollout) },
        transaction);

    private static string Json<T>(T value) => JsonSerializer.Serialize(value, RolloutJson.Options);

    internal static T Parse<T>(string document) => JsonSerializer.Deserialize<T>(document, RolloutJson.Options)!;
}
