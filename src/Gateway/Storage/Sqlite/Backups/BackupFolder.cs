namespace Gateway.Storage.Sqlite.Backups;

/// <summary>The backups of a data directory: files of its folder <c>backups</c>.</summary>
/// <param name="data">The data directory, absolute.</param>
internal sealed class BackupFolder(string data)
{
    private const string Extension = ".db";

    public string Path { get; } = System.IO.Path.Combine(data, "backups");

    /// <summary>Newest first.</summary>
    public IReadOnlyList<FileInfo> All => Directory.Exists(Path)
        ? [.. new DirectoryInfo(Path).EnumerateFiles("*" + Extension).OrderByDescending(file => file.LastWriteTimeUtc)]
        : [];

    public FileInfo? Find(string name) => All.FirstOrDefault(file => Name(file) == name);

    public string FileOf(string name) => System.IO.Path.Combine(Path, name + Extension);

    public static string Name(FileInfo file) => System.IO.Path.GetFileNameWithoutExtension(file.Name);

    /// <summary>Keeps the newest, and the one that was just taken, whatever the clock says.</summary>
    public void Keep(int most, FileInfo taken)
    {
        foreach (FileInfo old in All.Where(file => file.Name != taken.Name).Skip(most - 1))
        {
            old.Delete();
        }
    }

    /// <summary>For an operator whose database is damaged: what to do next.</summary>
    public string Offer() => All.FirstOrDefault(file => DatabaseCopy.Damage(file.FullName) is null) is { } good
        ? $"The newest good backup is of {good.LastWriteTimeUtc:yyyy-MM-dd HH:mm:ss} UTC: gwctl restore {good.FullName} --data {data} --force"
        : $"There is no good backup in {Path}; one that was taken elsewhere is put in place by: gwctl restore FILE --data {data} --force";
}
