using System.Runtime.InteropServices;

namespace Gateway.ModelHost;

/// <summary>Sends everything that this process says, native code included, to one file of bounded size.</summary>
internal sealed partial class LogFile : IDisposable
{
    private const long Most = 10 << 20;
    private const int WriteCreateAppend = 0x1 | 0x40 | 0x400;

    private readonly string _path;
    private readonly Timer _cut;

    private LogFile(string path)
    {
        _path = path;
        _cut = new Timer(_ => Cut(), null, TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1));
    }

    /// <exception cref="IOException">The file cannot be opened.</exception>
    public static LogFile Redirect(string path)
    {
        LogFile file = new(path);
        file.Cut();
        int descriptor = Open(path, WriteCreateAppend, 0x180); // 0600
        if (descriptor < 0 || Duplicate(descriptor, 1) < 0 || Duplicate(descriptor, 2) < 0)
        {
            throw new IOException($"--log-file: {path} cannot be written (errno {Marshal.GetLastPInvokeError()}).");
        }

        return file;
    }

    public void Dispose() => _cut.Dispose();

    /// <summary>Over the cap the older lines go to one file beside it.</summary>
    private void Cut()
    {
        if (new FileInfo(_path) is { Exists: true, Length: > Most })
        {
            File.Copy(_path, _path + ".1", overwrite: true);
            using FileStream stream = new(_path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
            stream.SetLength(0);
        }
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags, int mode);

    [LibraryImport("libc", EntryPoint = "dup2", SetLastError = true)]
    private static partial int Duplicate(int from, int to);
}
