using Gateway.Storage.Sqlite.Backups;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Options;

namespace Gateway.Storage.Sqlite;

/// <summary>The gateway's database: one writer with group commit, readers on connections and threads of their own.</summary>
internal sealed class SqliteDatabase : IDisposable
{
    private readonly DataDirectory _directory;
    private readonly SqliteWriter _writer;
    private readonly SqliteReaders _readers;

    /// <exception cref="StartupException">The directory cannot be written or has an owner; the database is newer than this gateway, or damaged.</exception>
    public SqliteDatabase(IOptions<GatewayOptions> options)
    {
        _directory = new DataDirectory(options.Value.DataDirectory);
        string file = Path.Combine(_directory.Path, "gateway.db");
        try
        {
            _writer = new SqliteWriter(OpenMigrated(file));
            _readers = new SqliteReaders(() => Open(file, readOnly: true));
        }
        catch (Exception problem)
        {
            _directory.Dispose();
            throw problem is SqliteException wrong ? new StartupException(Explain(wrong, file)) : problem;
        }
    }

    /// <summary>Raised after a commit, on the writer's thread: be quick.</summary>
    public event Action? Committed
    {
        add => _writer.Committed += value;
        remove => _writer.Committed -= value;
    }

    /// <summary>Runs the work in the next group's transaction; ends when that is on disk.</summary>
    /// <param name="work">Its exception undoes this work alone and goes to its caller. Short: everyone's writes wait for it.</param>
    /// <exception cref="IOException">The database could not be written.</exception>
    public Task<T> WriteAsync<T>(Func<SqliteConnection, SqliteTransaction, T> work, CancellationToken cancellationToken) =>
        _writer.WriteAsync(work, cancellationToken);

    /// <exception cref="IOException">The database could not be read.</exception>
    public Task<T> ReadAsync<T>(Func<SqliteConnection, T> work, CancellationToken cancellationToken) =>
        _readers.ReadAsync(work, cancellationToken);

    public void Dispose()
    {
        _readers.Dispose();
        _writer.Dispose();
        _directory.Dispose();
    }

    private static string Explain(SqliteException problem, string file) => problem.SqliteErrorCode is Corrupt or NoDatabase
        ? $"The database {file} is damaged: {problem.Message} {new BackupFolder(Path.GetDirectoryName(file)!).Offer()}"
        : $"The database {file} cannot be opened: {problem.Message}";

    private const int Corrupt = 11, NoDatabase = 26;

    private static SqliteConnection OpenMigrated(string file)
    {
        SqliteConnection connection = Open(file, readOnly: false);
        try
        {
            if (DatabaseCopy.Damage(connection) is { } damage)
            {
                throw new SqliteException(damage, Corrupt);
            }

            SqliteSchema.Migrate(connection, file);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private static SqliteConnection Open(string file, bool readOnly)
    {
        SqliteConnection connection = new(new SqliteConnectionStringBuilder
        {
            DataSource = file,
            Mode = readOnly ? SqliteOpenMode.ReadOnly : SqliteOpenMode.ReadWriteCreate,
            Pooling = false,
            ForeignKeys = true,
        }.ToString());
        try
        {
            connection.Open();
            using SqliteCommand command = connection.CreateCommand();
            command.CommandText = readOnly ? "PRAGMA query_only = 1" : "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL";
            command.ExecuteNonQuery();
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }
}
