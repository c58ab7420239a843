using System.Text.Json;
using Dapper;
using Gateway.Core.Models;
using Gateway.Journal;
using Gateway.Registry;
using Microsoft.Data.Sqlite;

namespace Gateway.Storage.Sqlite;

/// <summary>Models, versions and settings.</summary>
internal sealed class RegistryTable(SqliteDatabase database) : IRegistryStore
{
    public Task<RegistryContent> LoadAsync(CancellationToken cancellationToken) => database.ReadAsync(
        connection => new RegistryContent(
            [.. connection.Query<VersionRow>("SELECT * FROM versions").Select(row => row.Record())],
            [.. connection.Query<SettingsRow>("SELECT * FROM model_settings").Select(row => row.Settings())]),
        cancellationToken);

    public Task<(VersionRecord Version, bool Added)> AddAsync(VersionRecord draft, VersionTrial trial, Func<VersionKey, JournalEntry> explain, CancellationToken cancellationToken) => database.WriteAsync(
        (connection, transaction) =>
        {
            string model = draft.Key.Model;
            VersionRow? existing = connection.QuerySingleOrDefault<VersionRow>("SELECT * FROM versions WHERE model = @model AND digest = @Digest", new { model, draft.Digest }, transaction);
            if (existing?.Record() is { } there)
            {
                return (there.State is VersionState.Rejected or VersionState.Retired ? Again(connection, transaction, there, draft, trial) : there, false);
            }

            long number = connection.QuerySingle<long>(
                "INSERT INTO model_numbers (model, last) VALUES (@model, 1) ON CONFLICT (model) DO UPDATE SET last = last + 1 RETURNING last", new { model }, transaction);
            VersionRecord version = draft with { Key = new VersionKey(model, number.ToString(System.Globalization.CultureInfo.InvariantCulture)) };
            Save(connection, transaction, version);
            Save(connection, transaction, version.Key, trial);
            JournalTable.Append(connection, transaction, [explain(version.Key)]);
            return (version, true);
        },
        cancellationToken);

    /// <summary>What is checked is what is kept: whoever pushes while that goes on changes neither.</summary>
    private static VersionRecord Again(SqliteConnection connection, SqliteTransaction transaction, VersionRecord there, VersionRecord draft, VersionTrial trial)
    {
        VersionRecord version = there with { State = VersionState.Validating, Problems = [], Source = draft.Source, Record = draft.Record ?? there.Record, Incompatible = draft.Incompatible };
        Save(connection, transaction, version);
        Save(connection, transaction, version.Key, trial);
        return version;
    }

    public Task<VersionTrial> TrialAsync(VersionKey version, CancellationToken cancellationToken) => database.ReadAsync(
        connection =>
        {
            (string? golden, string? gate) = connection.QuerySingleOrDefault<(string?, string?)>("SELECT golden, gate FROM versions WHERE model = @Model AND version = @Version", Key(version));
            return new VersionTrial(golden, gate);
        },
        cancellationToken);

    public Task UpdateAsync(VersionRecord version, JournalEntry entry, CancellationToken cancellationToken) => database.WriteAsync(
        (connection, transaction) =>
        {
            if (connection.ExecuteScalar<long>("SELECT count(*) FROM versions WHERE model = @Model AND version = @Version", Key(version.Key), transaction) > 0)
            {
                Save(connection, transaction, version);
                JournalTable.Append(connection, transaction, [entry]);
            }

            return true;
        },
        cancellationToken);

    public Task DeleteAsync(VersionKey version, JournalEntry entry, CancellationToken cancellationToken) => database.WriteAsync(
        (connection, transaction) =>
        {
            JournalTable.Append(connection, transaction, [entry]);
            return connection.Execute("DELETE FROM passports WHERE model = @Model AND version = @Version; DELETE FROM version_overlays WHERE model = @Model AND version = @Version; DELETE FROM versions WHERE model = @Model AND version = @Version", Key(version), transaction);
        },
        cancellationToken);

    public Task DeleteModelAsync(string model, JournalEntry entry, CancellationToken cancellationToken) => database.WriteAsync(
        (connection, transaction) =>
        {
            JournalTable.Append(connection, transaction, [entry]);
            return connection.Execute("DELETE FROM aliases WHERE model = @model; DELETE FROM passports WHERE model = @model; DELETE FROM version_overlays WHERE model = @model; DELETE FROM versions WHERE model = @model; DELETE FROM model_settings WHERE model = @model", new { model }, transaction);
        },
        cancellationToken);

    public Task<ModelSettings?> SaveSettingsAsync(string model, Contracts.ModelSettings document, long? expected, JournalEntry entry, CancellationToken cancellationToken) => database.WriteAsync(
        (connection, transaction) =>
        {
            long now = connection.ExecuteScalar<long>("SELECT coalesce(max(revision), 0) FROM model_settings WHERE model = @model", new { model }, transaction);
            if (expected is { } asked && asked != now)
            {
                return null;
            }

            connection.Execute(
                "INSERT INTO model_settings (model, revision, document) VALUES (@model, @revision, @json) ON CONFLICT (model) DO UPDATE SET revision = @revision, document = @json",
                new { model, revision = now + 1, json = JsonSerializer.Serialize(document, Contracts.ContractJson.Options) },
                transaction);
            JournalTable.Append(connection, transaction, [entry]);
            return new ModelSettings(model, now + 1, document);
        },
        cancellationToken);

    private static void Save(SqliteConnection connection, SqliteTransaction transaction, VersionRecord version) => connection.Execute(
        """
        INSERT INTO versions (model, version, digest, bytes, state, created_at, created_by, source, signature, record, report, problems, incompatible, host_count)
        VALUES (@model, @version, @digest, @bytes, @state, @created_at, @created_by, @source, @signature, @record, @report, @problems, @incompatible, @host_count)
        ON CONFLICT (model, version) DO UPDATE SET
            digest = @digest, state = @state, source = @source, signature = @signature, record = @record, report = @report,
            problems = @problems, incompatible = @incompatible, host_count = @host_count
        """,
        VersionRow.Of(version),
        transaction);

    private static void Save(SqliteConnection connection, SqliteTransaction transaction, VersionKey version, VersionTrial trial) => connection.Execute(
        "UPDATE versions SET golden = coalesce(@Golden, golden), gate = coalesce(@Gate, gate) WHERE model = @Model AND version = @number",
        new { trial.Golden, trial.Gate, version.Model, number = Number(version) },
        transaction);

    private static object Key(VersionKey key) => new { key.Model, Version = Number(key) };

    private static long Number(VersionKey key) => long.Parse(key.Version, System.Globalization.CultureInfo.InvariantCulture);

    private sealed class SettingsRow
    {
        public string Model { get; init; } = "";

        public long Revision { get; init; }

        public string Document { get; init; } = "";

        public ModelSettings Settings() => new(Model, Revision, JsonSerializer.Deserialize<Contracts.ModelSettings>(Document, Contracts.ContractJson.Options)!);
    }
}
