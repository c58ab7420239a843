using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Gateway.Hosts;

/// <summary>What the kernel lets a process have.</summary>
internal static partial class ProcessLimits
{
    private const int Data = 2;

    /// <summary>Memory that the process itself may write, its heaps and stacks; not the files that it maps. An allocation beyond fails.</summary>
    /// <remarks>RLIMIT_DATA: RLIMIT_AS would count what .NET only reserves.</remarks>
    /// <exception cref="Win32Exception">The process is gone.</exception>
    public static void Memory(int pid, long bytes)
    {
        Limit limit = new() { Soft = (nuint)bytes, Hard = (nuint)bytes };
        if (Set(pid, Data, in limit, 0) != 0)
        {
            throw new Win32Exception(Marshal.GetLastPInvokeError());
        }
    }

    [LibraryImport("libc", EntryPoint = "prlimit", SetLastError = true)]
    private static partial int Set(int pid, int resource, in Limit wanted, nint before);

    private struct Limit
    {
        public nuint Soft;
        public nuint Hard;
    }
}
