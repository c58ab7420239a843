using System.Formats.Tar;
using System.Security.Cryptography;
using System.Text.Json;
using Gateway.Contracts;

namespace Gateway.Cli.Backups;

/// <summary>Unpacks a backup into a folder, and believes nothing that it has not checked.</summary>
internal static class BackupReader
{
    private static readonly byte[] Magic = "SQLite format 3\0"u8.ToArray();

    /// <param name="file">A tar of <c>gwctl backup</c>, or a database alone.</param>
    /// <param name="folder">Empty.</param>
    /// <exception cref="RestoreException">It is none, or damaged.</exception>
    public static async Task ReadAsync(string file, string folder, CancellationToken cancellationToken)
    {
        try
        {
            if (IsDatabase(file))
            {
                File.Copy(file, Path.Combine(folder, "gateway.db"));
                return;
            }

            await using FileStream stream = File.OpenRead(file);
            await using TarReader tar = new(stream);
            BackupManifest manifest = await ManifestAsync(tar, file, cancellationToken);
            Dictionary<string, string?> expected = (manifest.Files ?? manifest.Artifacts.ToDictionary(BackupManifest.EntryOf, digest => digest)).ToDictionary(file => file.Key, string? (file) => file.Value);
            Refuse(expected.Keys.Any(entry => !Path.GetFullPath(Path.Combine(folder, entry)).StartsWith(Path.GetFullPath(folder) + Path.DirectorySeparatorChar, StringComparison.Ordinal)), $"{file} names a file outside its folder.");
            (expected["gateway.db"], expected["latch"]) = (manifest.Database, null);
            while (await tar.GetNextEntryAsync(copyData: false, cancellationToken) is { } entry)
            {
                await SaveAsync(entry, expected, folder, cancellationToken);
            }

            expected.Remove("latch");
            string[] absent = [.. expected.Keys];
            Refuse(absent.Length > 0, $"{file} ends too early: {string.Join(", ", absent)} are not in it.");
        }
        catch (Exception problem) when (problem is IOException or InvalidDataException or JsonException or UnauthorizedAccessException or FormatException)
        {
            throw new RestoreException($"{file} cannot be read: {problem.Message}");
        }
    }

    private static bool IsDatabase(string file)
    {
        using FileStream stream = File.OpenRead(file);
        byte[] head = new byte[Magic.Length];
        return stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false) == head.Length && head.AsSpan().SequenceEqual(Magic);
    }

    private static async Task<BackupManifest> ManifestAsync(TarReader tar, string file, CancellationToken cancellationToken) =>
        await tar.GetNextEntryAsync(copyData: true, cancellationToken) is { Name: BackupManifest.File, DataStream: { } json }
            && await JsonSerializer.DeserializeAsync<BackupManifest>(json, ContractJson.Options, cancellationToken) is { Artifacts: not null, Database: not null } manifest
            ? manifest
            : throw new RestoreException($"{file} is no backup: it does not begin with {BackupManifest.File}.");

    /// <summary>Only what the manifest names is written, so an entry cannot leave the folder.</summary>
    private static async Task SaveAsync(TarEntry entry, Dictionary<string, string?> expected, string folder, CancellationToken cancellationToken)
    {
        Refuse(!expected.Remove(entry.Name, out string? digest), $"The entry {entry.Name} is not one that the manifest names.");
        string path = Path.Combine(folder, entry.Name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await using FileStream target = new(path, FileMode.CreateNew, FileAccess.ReadWrite);
        await (entry.DataStream ?? Stream.Null).CopyToAsync(target, cancellationToken);
        target.Flush(flushToDisk: true);
        target.Position = 0;
        string found = "sha256:" + Convert.ToHexStringLower(await SHA256.HashDataAsync(target, cancellationToken));
        Refuse(digest is not null && digest != found, $"The entry {entry.Name} is damaged: its digest is {found}.");
    }

    private static void Refuse(bool wrong, string message)
    {
        if (wrong)
        {
            throw new RestoreException(message);
        }
    }
}
