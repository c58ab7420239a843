using System.Globalization;
using Gateway.Storage.Sqlite;
using Gateway.Storage.Sqlite.Backups;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Options;
using Xunit;

namespace Gateway.Tests.Storage.Sqlite;

public sealed class BackupFolderTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    private BackupFolder Folder => new(_directory.Path);

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void A_database_of_an_earlier_schema_is_copied_before_it_is_changed()
    {
        string file = Path.Combine(_directory.Path, "gateway.db");
        using (SqliteConnection old = DatabaseCopy.Open(file, SqliteOpenMode.ReadWriteCreate))
        {
            using StreamReader first = new(typeof(SqliteDatabase).Assembly.GetManifestResourceStream("Gateway.Storage.Sqlite.Migrations.001_journal.sql")!);
            using SqliteCommand command = old.CreateCommand();
            command.CommandText = first.ReadToEnd() + "; PRAGMA user_version = 1";
            command.ExecuteNonQuery();
        }

        new SqliteDatabase(Options.Create(new GatewayOptions { DataDirectory = _directory.Path })).Dispose();

        FileInfo copy = Assert.Single(Folder.All);
        Assert.StartsWith("before-schema-", copy.Name, StringComparison.Ordinal);
        Assert.Equal(1, Version(copy.FullName));
        Assert.Equal($"before-schema-{Version(file)}", BackupFolder.Name(copy));
    }

    [Fact]
    public void A_new_database_has_nothing_to_copy()
    {
        new SqliteDatabase(Options.Create(new GatewayOptions { DataDirectory = _directory.Path })).Dispose();
        Assert.Empty(Folder.All);
    }

    [Fact]
    public void The_newest_stay_and_the_one_that_was_just_taken()
    {
        Directory.CreateDirectory(Folder.Path);
        foreach (int age in Enumerable.Range(0, 5))
        {
            string file = Folder.FileOf(age.ToString(CultureInfo.InvariantCulture));
            File.WriteAllText(file, "");
            File.SetLastWriteTimeUtc(file, new DateTime(2026, 1, 10 - age, 0, 0, 0, DateTimeKind.Utc));
        }

        Folder.Keep(3, new FileInfo(Folder.FileOf("3"))); // the clock was set back meanwhile

        Assert.Equal(["0", "1", "3"], Folder.All.Select(BackupFolder.Name));
    }

    private static int Version(string file)
    {
        using SqliteConnection connection = DatabaseCopy.Open(file, SqliteOpenMode.ReadOnly);
        return SqliteSchema.Version(connection);
    }
}
