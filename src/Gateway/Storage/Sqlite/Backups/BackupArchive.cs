using System.Formats.Tar;
using System.Security.Cryptography;
using System.Text.Json;
using Dapper;
using Gateway.Contracts;
using Gateway.Registry;
using Microsoft.Data.Sqlite;

namespace Gateway.Storage.Sqlite.Backups;

/// <summary>A backup with everything it speaks of, as a tar: <c>manifest.json</c>, <c>gateway.db</c>, <c>latch</c>, and artifacts by their digest.</summary>
internal sealed class BackupArchive(ArtifactStore artifacts)
{
    public async Task WriteAsync(FileInfo backup, string latch, Stream target, CancellationToken cancellationToken)
    {
        string[] digests = Digests(backup.FullName);
        string[] present = [.. digests.Where(artifacts.Has)];
        BackupManifest manifest = new(BackupFolder.Name(backup), backup.LastWriteTimeUtc, await DigestAsync(backup.FullName, cancellationToken), present, [.. digests.Except(present)]);
        await using TarWriter tar = new(target, TarEntryFormat.Pax, leaveOpen: true);
        using (MemoryStream json = new(JsonSerializer.SerializeToUtf8Bytes(manifest, ContractJson.Options)))
        {
            await tar.WriteEntryAsync(new PaxTarEntry(TarEntryType.RegularFile, BackupManifest.File) { DataStream = json }, cancellationToken);
        }

        await tar.WriteEntryAsync(backup.FullName, "gateway.db", cancellationToken);
        if (File.Exists(latch))
        {
            using MemoryStream lines = new(await ReadAsync(latch, cancellationToken));
            await tar.WriteEntryAsync(new PaxTarEntry(TarEntryType.RegularFile, "latch") { DataStream = lines }, cancellationToken);
        }

        foreach (string digest in present)
        {
            await tar.WriteEntryAsync(artifacts.PathOf(digest), BackupManifest.EntryOf(digest), cancellationToken);
        }
    }

    /// <summary>Of the versions that have bytes of ours.</summary>
    private static string[] Digests(string file)
    {
        using SqliteConnection connection = DatabaseCopy.Open(file, SqliteOpenMode.ReadOnly);
        return [.. connection.Query<VersionRow>("SELECT * FROM versions WHERE state NOT IN ('Rejected', 'Retired')")
            .Select(row => row.Record()).Where(version => version.Source is VersionSource.Artifact).Select(version => version.Digest).Distinct().Order(StringComparer.Ordinal)];
    }

    private static async Task<string> DigestAsync(string file, CancellationToken cancellationToken)
    {
        await using FileStream stream = File.OpenRead(file);
        return "sha256:" + Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, cancellationToken));
    }

    /// <summary>It may be written to meanwhile.</summary>
    private static async Task<byte[]> ReadAsync(string file, CancellationToken cancellationToken)
    {
        await using FileStream stream = new(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using MemoryStream bytes = new();
        await stream.CopyToAsync(bytes, cancellationToken);
        return bytes.ToArray();
    }
}
