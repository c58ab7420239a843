using System.Globalization;
using Gateway.Api;
using Gateway.Registry;
using Microsoft.Extensions.Options;

namespace Gateway.Storage.Sqlite.Backups;

/// <summary>Takes backups of the database while it is in use, and lets go of old ones.</summary>
internal sealed class DatabaseBackups(SqliteDatabase database, ArtifactStore artifacts, IOptions<GatewayOptions> gateway, IOptions<BackupsOptions> options, TimeProvider time) : IDisposable
{
    private readonly OneAtATime _one = new();

    public BackupFolder Folder { get; } = new(gateway.Value.DataDirectory);

    /// <summary>One after the other, each under a name of its own.</summary>
    /// <exception cref="RefusedException">507: the disk is nearly full.</exception>
    /// <exception cref="IOException">The database could not be read, or the copy not be written.</exception>
    public async Task<FileInfo> TakeAsync(CancellationToken cancellationToken)
    {
        using IDisposable turn = await _one.TurnAsync(cancellationToken);
        if (artifacts.Room is var (free, total) && free < total * ArtifactStore.LeastFree)
        {
            throw new RefusedException(507, "disk-full", "The disk is nearly full.", $"{free} of {total} bytes are free; backups need {ArtifactStore.LeastFree:P0}.");
        }

        FileInfo file = new(Free(time.GetUtcNow()));
        await database.ReadAsync(
            connection =>
            {
                DatabaseCopy.Take(connection, file.FullName);
                return true;
            },
            cancellationToken);
        file.Refresh();
        Folder.Keep(options.Value.Keep, file);
        return file;
    }

    public void Dispose() => _one.Dispose();

    /// <returns>A file that is not there yet: two may come in one millisecond, and a clock may be set back.</returns>
    private string Free(DateTimeOffset at)
    {
        string file = Folder.FileOf(at.ToString("yyyyMMdd'T'HHmmss.fff'Z'", CultureInfo.InvariantCulture));
        return File.Exists(file) ? Free(at.AddMilliseconds(1)) : file;
    }

    /// <returns>The newest is older than it may be.</returns>
    public bool Due => options.Value.Every > TimeSpan.Zero && (Folder.All is not [var newest, ..] || newest.LastWriteTimeUtc < time.GetUtcNow() - options.Value.Every);
}
