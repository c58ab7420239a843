using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Gateway.Hosts;

/// <summary>What the kernel lets a process have.</summary>
/// <param name="Memory">Bytes; null: no limit.</param>
/// <param name="Processors">Null: all that this process may use.</param>
internal sealed partial record ProcessLimits(long? Memory, int? Processors)
{
    private const int Data = 2;

    /// <summary>Before it begins threads: those that it has keep their processors.</summary>
    /// <exception cref="Win32Exception">The process is gone.</exception>
    public void Hold(Process process)
    {
        if (Memory is { } bytes)
        {
            Limit(process.Id, bytes);
        }

        if (Processors < Environment.ProcessorCount)
        {
            ProcessorMask.Bind(process.Id, Processors.Value);
        }
    }

    /// <summary>Memory that the process itself may write, its heaps and stacks; not the files that it maps. An allocation beyond fails.</summary>
    /// <remarks>RLIMIT_DATA: RLIMIT_AS would count what .NET only reserves.</remarks>
    private static void Limit(int pid, long bytes)
    {
        Bound bound = new() { Soft = (nuint)bytes, Hard = (nuint)bytes };
        if (Set(pid, Data, in bound, 0) != 0)
        {
            throw new Win32Exception(Marshal.GetLastPInvokeError());
        }
    }

    [LibraryImport("libc", EntryPoint = "prlimit", SetLastError = true)]
    private static partial int Set(int pid, int resource, in Bound wanted, nint before);

    private struct Bound
    {
        public nuint Soft;
        public nuint Hard;
    }
}
