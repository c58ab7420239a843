using System.Collections;
using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Gateway.Hosts;

/// <summary>The processors that a process may run on, a bit for each. The platform's own property knows the first 64.</summary>
internal static partial class ProcessorMask
{
    /// <summary>Bits: as many as Linux can have (CONFIG_NR_CPUS).</summary>
    private const int Most = 8192;

    /// <summary>Of one that has a single thread: others keep theirs.</summary>
    /// <exception cref="Win32Exception">The process is gone.</exception>
    public static void Bind(int pid, int most)
    {
        byte[] mask = new byte[Most / 8];
        Require(Get(pid, mask.Length, mask));
        Some(new BitArray(mask), most, pid).CopyTo(mask, 0);
        Require(Set(pid, mask.Length, mask));
    }

    /// <param name="allowed">Those that it may run on now.</param>
    /// <param name="most">Of them, at least one.</param>
    /// <param name="from">Where to begin, round and round: not every process shares the first.</param>
    public static BitArray Some(BitArray allowed, int most, int from)
    {
        int[] places = [.. Enumerable.Range(0, allowed.Length).Where(place => allowed[place])];
        BitArray some = new(allowed.Length);
        for (int next = 0; next < Math.Min(most, places.Length); next++)
        {
            some[places[(from + next) % places.Length]] = true;
        }

        return some;
    }

    private static void Require(int result)
    {
        if (result != 0)
        {
            throw new Win32Exception(Marshal.GetLastPInvokeError());
        }
    }

    [LibraryImport("libc", EntryPoint = "sched_getaffinity", SetLastError = true)]
    private static partial int Get(int pid, nint size, [Out] byte[] mask);

    [LibraryImport("libc", EntryPoint = "sched_setaffinity", SetLastError = true)]
    private static partial int Set(int pid, nint size, byte[] mask);
}
