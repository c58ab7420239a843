using System.Globalization;
using Gateway.Storage.Sqlite.Backups;
using Microsoft.Data.Sqlite;

namespace Gateway.Storage.Sqlite;

/// <summary>
/// Brings a database to this gateway's schema: <c>Migrations/NNN_name.sql</c>, in order, each in one transaction with its
/// <c>user_version</c>. A file once released never changes; a migration only expands, so that the release before opens the database too.
/// </summary>
internal static class SqliteSchema
{
    /// <summary>The schema from which on a database says who may open it.</summary>
    private const int FirstThatTells = 11;

    private const string Folder = "Gateway.Storage.Sqlite.Migrations.";

    /// <exception cref="StartupException">The database is from a newer gateway, which did more than expand it.</exception>
    public static void Migrate(SqliteConnection connection, string file)
    {
        IReadOnlyList<(int Number, string Sql)> migrations = Migrations();
        int present = Version(connection);
        if (present > migrations[^1].Number && !Opens(connection, present, migrations[^1].Number))
        {
            throw new StartupException(
                $"The database {file} has schema {present}, from a newer gateway; this one knows up to {migrations[^1].Number}. Start the newer version.");
        }

        if (present > 0 && present < migrations[^1].Number)
        {
            BackupFolder folder = new(Path.GetDirectoryName(file)!);
            DatabaseCopy.Take(connection, folder.FileOf(string.Create(CultureInfo.InvariantCulture, $"before-schema-{migrations[^1].Number}")));
        }

        foreach ((int number, string sql) in migrations.Where(migration => migration.Number > present))
        {
            using SqliteTransaction transaction = connection.BeginTransaction(deferred: false);
            Execute(connection, transaction, sql);
            Execute(connection, transaction, string.Create(CultureInfo.InvariantCulture, $"PRAGMA user_version = {number}"));
            if (number > FirstThatTells)
            {
                Execute(connection, transaction, string.Create(CultureInfo.InvariantCulture, $"UPDATE schema_opens SET written = {number}"));
            }

            transaction.Commit();
        }
    }

    /// <summary>Embedded, so that the gateway is one file.</summary>
    private static IReadOnlyList<(int Number, string Sql)> Migrations() =>
    [
        .. from name in typeof(SqliteSchema).Assembly.GetManifestResourceNames()
           where name.StartsWith(Folder, StringComparison.Ordinal)
           let number = int.Parse(name.AsSpan(Folder.Length, 3), CultureInfo.InvariantCulture)
           orderby number
           select (number, Text(name)),
    ];

    private static string Text(string resource)
    {
        using StreamReader reader = new(typeof(SqliteSchema).Assembly.GetManifestResourceStream(resource)!);
        return reader.ReadToEnd();
    }

    /// <summary>Writes what is there already: a write that changes nothing.</summary>
    public static bool Touch(SqliteConnection connection, SqliteTransaction transaction)
    {
        Execute(connection, transaction, string.Create(CultureInfo.InvariantCulture, $"PRAGMA user_version = {Version(connection, transaction)}"));
        return true;
    }

    public static int Version(SqliteConnection connection, SqliteTransaction? transaction = null)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = "PRAGMA user_version";
        return Convert.ToInt32(command.ExecuteScalar(), CultureInfo.InvariantCulture);
    }

    /// <returns>Whether the newer gateway that wrote it says that this one may open it.</returns>
    private static bool Opens(SqliteConnection connection, int written, int own)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "SELECT count(*) FROM sqlite_schema WHERE name = 'schema_opens'";
        bool told = Convert.ToInt32(command.ExecuteScalar(), CultureInfo.InvariantCulture) > 0;
        command.CommandText = "SELECT count(*) FROM schema_opens WHERE written = @written AND oldest <= @own";
        command.Parameters.AddWithValue("@written", written);
        command.Parameters.AddWithValue("@own", own);
        return told && Convert.ToInt32(command.ExecuteScalar(), CultureInfo.InvariantCulture) > 0;
    }

    private static void Execute(SqliteConnection connection, SqliteTransaction transaction, string sql)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
