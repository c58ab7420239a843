using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;

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

        if (Processors < Environment.ProcessorCount && OperatingSystem.IsLinux())
        {
            Bind(process, Processors.Value);
        }
    }

    [SupportedOSPlatform("linux")]
    private static void Bind(Process process, int most)
    {
        try
        {
            if (process.ProcessorAffinity is not 0 and var allowed) // of the first 64: a process that may use none of them is left alone
            {
                process.ProcessorAffinity = (nint)Some((ulong)allowed, most, process.Id);
            }
        }
        catch (InvalidOperationException problem)
        {
            throw new Win32Exception(problem.Message, problem); // as where it ends a moment later
        }
    }

    /// <param name="allowed">A bit for each processor.</param>
    /// <param name="most">Of them, at least one.</param>
    /// <param name="from">Where to begin, round and round: not every process shares the first.</param>
    public static ulong Some(ulong allowed, int most, int from)
    {
        int[] places = [.. Enumerable.Range(0, 64).Where(place => (allowed >> place & 1) == 1)];
        return Enumerable.Range(0, Math.Min(most, places.Length)).Aggregate(0UL, (some, next) => some | 1UL << places[(from + next) % places.Length]);
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
