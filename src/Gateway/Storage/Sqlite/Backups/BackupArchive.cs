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
        (string Path, string Entry, string Digest)[] files = [.. present.SelectMany(FilesOf)];
        BackupManifest manifest = new(BackupFolder.Name(backup), backup.LastWriteTimeUtc, await DigestAsync(backup.FullName, cancellationToken), present, [.. digests.Except(present)]) { Files = files.ToDictionary(file => file.Entry, file => file.Digest) };
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

        foreach ((string path, string entry, _) in files)
        {
            await tar.WriteEntryAsync(path, entry, cancellationToken);
        }
    }

    /// <summary>Of an artifact: its file, or those that its list names and the list.</summary>
    private IEnumerable<(string Path, string Entry, string Digest)> FilesOf(string digest)
    {
        string model = artifacts.PathOf(digest), entry = BackupManifest.EntryOf(digest);
        if (Path.GetFileName(model) != FileList.ModelFile)
        {
            return [(model, entry, digest)];
        }

        string folder = Path.GetDirectoryName(model)!, place = entry[..^".onnx".Length];
        string list = Path.Combine(folder, FileList.Name);
        return [(list, $"{place}/{FileList.Name}", digest), .. FileList.Read(File.ReadAllText(list)).Select(file => (Path.Combine(folder, file.Path), $"{place}/{file.Path}", file.Digest))];
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
