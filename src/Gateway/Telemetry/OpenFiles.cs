using System.Runtime.InteropServices;

namespace Gateway.Telemetry;

/// <summary>How many files, sockets among them, this process may have open. Asked of the kernel, which opens none for it.</summary>
internal static partial class OpenFiles
{
    private const int Files = 7; // RLIMIT_NOFILE

    /// <summary>At this moment: an administrator may lower it.</summary>
    public static long Most => GetLimit(Files, out Limit limit) == 0 && limit.Soft < long.MaxValue ? (long)limit.Soft : long.MaxValue;

    [LibraryImport("libc", EntryPoint = "getrlimit")]
    private static partial int GetLimit(int resource, out Limit limit);

    private struct Limit
    {
        public ulong Soft;
        public ulong Hard;
    }
}
