using Microsoft.Data.Sqlite;

namespace Gateway.Storage.Sqlite.Backups;

/// <summary>A database in one file: copied while it is written to, and looked at before it is trusted.</summary>
internal static class DatabaseCopy
{
    /// <summary>By SQLite's backup API: one moment of the source. The file appears whole or not at all.</summary>
    /// <exception cref="SqliteException">It could not be read or written, or the copy is damaged.</exception>
    public static void Take(SqliteConnection source, string file)
    {
        string part = file + ".part";
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.Delete(part);
        try
        {
            using (SqliteConnection copy = Open(part, SqliteOpenMode.ReadWriteCreate))
            {
                source.BackupDatabase(copy);
                using SqliteCommand alone = copy.CreateCommand();
                alone.CommandText = "PRAGMA journal_mode = DELETE"; // one file, without its log beside it
                alone.ExecuteNonQuery();
            }

            if (Damage(part) is { } damage)
            {
                throw new SqliteException($"The copy is damaged: {damage}", 11);
            }

            File.Move(part, file, overwrite: true);
        }
        finally
        {
            File.Delete(part);
        }
    }

    /// <returns>What is wrong with the file; null: nothing.</returns>
    public static string? Damage(string file)
    {
        try
        {
            using SqliteConnection connection = Open(file, SqliteOpenMode.ReadOnly);
            return Damage(connection);
        }
        catch (SqliteException problem)
        {
            return problem.Message;
        }
    }

    /// <remarks>Every page is read: about half a second per gigabyte.</remarks>
    public static string? Damage(SqliteConnection connection)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "PRAGMA quick_check(1)";
        return command.ExecuteScalar() as string is var said && said == "ok" ? null : said ?? "it does not answer";
    }

    public static SqliteConnection Open(string file, SqliteOpenMode mode)
    {
        SqliteConnection connection = new(new SqliteConnectionStringBuilder { DataSource = file, Mode = mode, Pooling = false }.ToString());
        try
        {
            connection.Open();
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }
}
