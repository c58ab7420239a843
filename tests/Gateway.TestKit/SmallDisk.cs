using System.Diagnostics;

namespace Gateway.TestKit;

/// <summary>A file system of a few megabytes, in memory; root alone may have one.</summary>
public sealed class SmallDisk : IDisposable
{
    public const string Reason = "no small file system can be mounted here";

    private SmallDisk(string path) => Path = path;

    public string Path { get; }

    /// <returns>Null: it is not allowed here.</returns>
    public static SmallDisk? TryMount(int megabytes)
    {
        string path = Paths.Temporary("disk");
        Directory.CreateDirectory(path);
        return Run("mount", "-t", "tmpfs", "-o", $"size={megabytes}m", "tmpfs", path) ? new SmallDisk(path) : null;
    }

    /// <summary>Leaves so many bytes free.</summary>
    public void Fill(long free)
    {
        long left = new DriveInfo(Path).AvailableFreeSpace - free;
        using FileStream filler = new(Filler, FileMode.Append);
        byte[] block = new byte[64 << 10];
        try
        {
            for (; left > 0; left -= block.Length)
            {
                filler.Write(block, 0, (int)Math.Min(left, block.Length));
                filler.Flush();
            }
        }
        catch (IOException)
        {
            // full, which is what was asked for
        }
    }

    public void Free() => File.Delete(Filler);

    public void Dispose() => Run("umount", "-l", Path);

    private string Filler => System.IO.Path.Combine(Path, "filler");

    private static bool Run(string program, params string[] arguments)
    {
        try
        {
            using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
