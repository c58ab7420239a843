using System.Globalization;

namespace Gateway.Cli.Backups;

/// <summary>A data directory whose gateway is stopped: held by its lock until this is disposed.</summary>
internal sealed class RestoreTarget : IDisposable
{
    /// <summary>What belongs to the state that is replaced; artifacts stay, they are what their digest says.</summary>
    private static readonly string[] Replaced = ["gateway.db", "gateway.db-wal", "gateway.db-shm", "latch"];

    private readonly string _data;
    private readonly FileStream _lock;

    private RestoreTarget(string data, FileStream held)
    {
        (_data, _lock, Incoming) = (data, held, Path.Combine(data, "restore.part"));
        if (Directory.Exists(Incoming))
        {
            Directory.Delete(Incoming, recursive: true); // of a restore that was cut off
        }

        Directory.CreateDirectory(Incoming);
    }

    /// <summary>A folder for what is to be put in place.</summary>
    public string Incoming { get; }

    /// <exception cref="RestoreException">A gateway has it; or it holds a database and that was not forced.</exception>
    public static RestoreTarget Open(string data, bool force)
    {
        string path = Path.GetFullPath(data);
        try
        {
            Directory.CreateDirectory(path);
            FileStream held = new(Path.Combine(path, "gateway.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            if (force || !File.Exists(Path.Combine(path, "gateway.db")))
            {
                return new RestoreTarget(path, held);
            }

            held.Dispose();
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new RestoreException($"{path} cannot be written, or a gateway is running on it: {problem.Message}");
        }

        throw new RestoreException($"{path} holds a database; --force replaces it and keeps it beside.");
    }

    /// <summary>Artifacts first and the database last: cut off in between, there is either the old one or none.</summary>
    /// <returns>A sentence about what was done.</returns>
    public string PutInPlace()
    {
        string[] incoming = [.. Directory.EnumerateFiles(Incoming, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(Incoming, file))];
        foreach (string artifact in incoming.Where(file => file.StartsWith("artifacts", StringComparison.Ordinal)))
        {
            Move(artifact, overwrite: true);
        }

        string kept = Path.Combine(_data, $"replaced-{TimeProvider.System.GetUtcNow().ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture)}");
        foreach (string old in Replaced.Where(name => File.Exists(Path.Combine(_data, name))))
        {
            Directory.CreateDirectory(kept);
            File.Move(Path.Combine(_data, old), Path.Combine(kept, old), overwrite: true);
        }

        foreach (string file in incoming.Where(file => !file.StartsWith("artifacts", StringComparison.Ordinal)).Order(StringComparer.Ordinal).Reverse())
        {
            Move(file, overwrite: false);
        }

        return $"{incoming.Length} files in {_data}{(Directory.Exists(kept) ? $"; what was there is in {kept}" : "")}.";
    }

    public void Dispose()
    {
        Directory.Delete(Incoming, recursive: true);
        _lock.Dispose();
    }

    private void Move(string file, bool overwrite)
    {
        string target = Path.Combine(_data, file);
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        File.Move(Path.Combine(Incoming, file), target, overwrite);
    }
}
