using System.Text;

namespace Gateway.Security;

/// <summary>A secret of this gateway's own in its data directory, which only its owner reads.</summary>
internal static class SecretFile
{
    /// <param name="make">Called where there is none yet.</param>
    /// <exception cref="StartupException">The file cannot be read or written.</exception>
    public static string ReadOrMake(string path, Func<string> make)
    {
        try
        {
            if (!File.Exists(path))
            {
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                Write(path, make());
            }

            return File.ReadAllText(path).Trim();
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new StartupException($"{path} cannot be used: {problem.Message}");
        }
    }

    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    public static void Write(string path, string secret)
    {
        string next = path + ".next";
        FileStreamOptions own = new() { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            own.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        File.Delete(next); // or an older one's mode would stay
        using (FileStream file = new(next, own))
        {
            file.Write(Encoding.ASCII.GetBytes(secret + "\n"));
            file.Flush(flushToDisk: true);
        }

        File.Move(next, path, overwrite: true);
    }
}
