namespace Gateway.Contracts;

/// <summary>A backup of the database, in the gateway's data directory.</summary>
/// <param name="Bytes">Of the database alone.</param>
public sealed record Backup(string Name, DateTimeOffset At, long Bytes);

/// <summary>What an archive of a backup holds; its first entry.</summary>
/// <param name="Database"><c>sha256:</c> and 64 hexadecimal digits.</param>
/// <param name="Artifacts">Digests, each an entry.</param>
/// <param name="Missing">Digests that versions name and the gateway did not have.</param>
public sealed record BackupManifest(string Name, DateTimeOffset At, string Database, IReadOnlyList<string> Artifacts, IReadOnlyList<string> Missing)
{
    public const string File = "manifest.json";

    /// <summary>Entries of all artifacts' files and their digests; null in archives of artifacts of one file each.</summary>
    public IReadOnlyDictionary<string, string>? Files { get; init; }

    /// <summary>The artifact's place in the archive, and under a data directory.</summary>
    public static string EntryOf(string digest) => $"artifacts/sha256/{digest["sha256:".Length..][..2]}/{digest["sha256:".Length..]}.onnx";
}
