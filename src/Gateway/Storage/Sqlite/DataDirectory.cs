using System.Globalization;

namespace Gateway.Storage.Sqlite;

/// <summary>The data directory, owned by one gateway as long as this lives. The lock ends with the process, also by kill -9.</summary>
internal sealed class DataDirectory : IDisposable
{
    private readonly FileStream _lock;

    /// <exception cref="StartupException">It cannot be written, or another gateway has it.</exception>
    public DataDirectory(string path)
    {
        Path = System.IO.Path.GetFullPath(path);
        try
        {
            Directory.CreateDirectory(Path);
            _lock = Acquire();
            File.WriteAllText(PidFile, Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new StartupException($"Gateway:DataDirectory: {Path} cannot be written: {problem.Message}");
        }
    }

    /// <summary>Absolute.</summary>
    public string Path { get; }

    /// <summary>Beside the lock, because a locked file cannot be read.</summary>
    private string PidFile => System.IO.Path.Combine(Path, "gateway.pid");

    public void Dispose() => _lock.Dispose();

    private FileStream Acquire()
    {
        try
        {
            return new FileStream(System.IO.Path.Combine(Path, "gateway.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException) when (Holder() is { } holder)
        {
            throw new StartupException(
                $"Gateway:DataDirectory: {Path} belongs to a running gateway (pid {holder}); stop it, or choose another with --Gateway:DataDirectory=PATH.");
        }
    }

    private string? Holder() => File.Exists(PidFile) && File.ReadAllText(PidFile).Trim() is { Length: > 0 } pid ? pid : null;
}
