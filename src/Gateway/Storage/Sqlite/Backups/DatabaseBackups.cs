using System.Globalization;
using Gateway.Api;
using Gateway.Registry;
using Microsoft.Extensions.Options;

namespace Gateway.Storage.Sqlite.Backups;

/// <summary>Takes backups of the database while it is in use, and lets go of old ones.</summary>
internal sealed class DatabaseBackups(SqliteDatabase database, ArtifactStore artifacts, IOptions<GatewayOptions> gateway, IOptions<BackupsOptions> options, TimeProvider time)
{
    public BackupFolder Folder { get; } = new(gateway.Value.DataDirectory);

    /// <exception cref="RefusedException">507: the disk is nearly full.</exception>
    /// <exception cref="IOException">The database could not be read, or the copy not be written.</exception>
    public async Task<FileInfo> TakeAsync(CancellationToken cancellationToken)
    {
        if (artifacts.Room is var (free, total) && free < total * ArtifactStore.LeastFree)
        {
            throw new RefusedException(507, "disk-full", "The disk is nearly full.", $"{free} of {total} bytes are free; backups need {ArtifactStore.LeastFree:P0}.");
        }

        string file = Folder.FileOf(time.GetUtcNow().ToString("yyyyMMdd'T'HHmmss.fff'Z'", CultureInfo.InvariantCulture));
        await database.ReadAsync(
            connection =>
            {
                DatabaseCopy.Take(connection, file);
                return true;
            },
            cancellationToken);
        Folder.Keep(options.Value.Keep);
        return new FileInfo(file);
    }

    /// <returns>The newest is older than it may be.</returns>
    public bool Due => options.Value.Every > TimeSpan.Zero && (Folder.All is not [var newest, ..] || newest.LastWriteTimeUtc < time.GetUtcNow() - options.Value.Every);
}
