using System.Runtime.InteropServices;

namespace Gateway.Hosts;

/// <summary>Ends processes by their id.</summary>
internal static partial class Signals
{
    public static void Terminate(int pid) => _ = Kill(pid, 15);

    public static void Kill(int pid) => _ = Kill(pid, 9);

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int pid, int signal);
}
