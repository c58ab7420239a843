using System.Globalization;
using System.Text.Json;
using Dapper;
using Gateway.Contracts;
using Gateway.Core.Models;
using Gateway.Journal;
using Gateway.Registry.Overlays;
using Microsoft.Data.Sqlite;

namespace Gateway.Storage.Sqlite;

/// <summary>Aliases, tags, approvals.</summary>
internal sealed class OverlayTable(SqliteDatabase database) : IOverlayStore
{
    public Task<OverlayContent> LoadAsync(CancellationToken cancellationToken) => database.ReadAsync(
        connection => new OverlayContent(
            [.. connection.Query<AliasRow>("SELECT * FROM aliases").Select(row => (row.Model, row.Alias()))],
            [.. connection.Query<Row>("SELECT * FROM version_overlays").Select(row => (new VersionKey(row.Model, row.Version.ToString(CultureInfo.InvariantCulture)), row.Overlay()))]),
        cancellationToken);

    public Task<(Alias? Alias, bool Changed)> SetAliasAsync(string model, string name, string? version, long? expected, JournalEntry entry, CancellationToken cancellationToken) => database.WriteAsync<(Alias?, bool)>(
        (connection, transaction) =>
        {
            Alias? now = connection.QuerySingleOrDefault<AliasRow>("SELECT * FROM aliases WHERE model = @model AND name = @name", new { model, name }, transaction)?.Alias();
            if (expected is { } asked && asked != (now?.Revision ?? 0))
            {
                return (now, false);
            }

            long revision = Explain(connection, transaction, entry);
            connection.Execute(
                version is null
                    ? "DELETE FROM aliases WHERE model = @model AND name = @name"
                    : "INSERT INTO aliases (model, name, version, revision) VALUES (@model, @name, @version, @revision) ON CONFLICT (model, name) DO UPDATE SET version = @version, revision = @revision",
                new { model, name, version, revision },
                transaction);
            return (version is null ? null : new Alias(name, version, revision), true);
        },
        cancellationToken);

    public Task<Overlay?> SaveAsync(VersionKey version, Overlay overlay, long? expected, JournalEntry entry, CancellationToken cancellationToken, (string Environment, string Document)? passport = null) => database.WriteAsync(
        (connection, transaction) =>
        {
            long now = connection.ExecuteScalar<long?>("SELECT revision FROM version_overlays WHERE model = @Model AND version = @Version", Key(version), transaction) ?? 0;
            if (expected is { } asked && asked != now)
            {
                return null;
            }

            Overlay saved = overlay with { Revision = Explain(connection, transaction, entry) };
            connection.Execute(
                "INSERT INTO version_overlays (model, version, revision, document) VALUES (@Model, @Version, @Revision, @document) ON CONFLICT (model, version) DO UPDATE SET revision = @Revision, document = @document",
                new { version.Model, Version = Number(version), saved.Revision, document = JsonSerializer.Serialize(saved, ContractJson.Options) },
                transaction);
            if (passport is { } papers)
            {
                connection.Execute(
                    "INSERT INTO passports (model, version, environment, document) VALUES (@Model, @Version, @Environment, @Document) ON CONFLICT (model, version, environment) DO UPDATE SET document = @Document",
                    new { version.Model, Version = Number(version), papers.Environment, papers.Document },
                    transaction);
            }

            return saved;
        },
        cancellationToken);

    public Task<string?> PassportAsync(VersionKey version, string environment, CancellationToken cancellationToken) => database.ReadAsync(
        connection => connection.ExecuteScalar<string?>(
            "SELECT document FROM passports WHERE model = @Model AND version = @Version AND environment = @environment", new { version.Model, Version = Number(version), environment }),
        cancellationToken);

    private static object Key(VersionKey version) => new { version.Model, Version = Number(version) };

    private static long Number(VersionKey version) => long.TryParse(version.Version, CultureInfo.InvariantCulture, out long number) ? number : 0;

    /// <returns>The line's number.</returns>
    private static long Explain(SqliteConnection connection, SqliteTransaction transaction, JournalEntry entry)
    {
        JournalTable.Append(connection, transaction, [entry]);
        return connection.ExecuteScalar<long>("SELECT max(seq) FROM journal", null, transaction);
    }

    private sealed class AliasRow
    {
        public string Model { get; init; } = "";

        public string Name { get; init; } = "";

        public string Version { get; init; } = "";

        public long Revision { get; init; }

        public Alias Alias() => new(Name, Version, Revision);
    }

    private sealed class Row
    {
        public string Model { get; init; } = "";

        public long Version { get; init; }

        public long Revision { get; init; }

        public string Document { get; init; } = "";

        public Overlay Overlay() => JsonSerializer.Deserialize<Overlay>(Document, ContractJson.Options)! with { Revision = Revision };
    }
}
