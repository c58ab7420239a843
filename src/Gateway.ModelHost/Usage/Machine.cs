using System.Globalization;

namespace Gateway.ModelHost.Usage;

/// <summary>What is in use of the whole machine, as the kernel tells it.</summary>
internal static class Machine
{
    private const int Idle = 3, WaitingForDisk = 4, Guest = 8;

    /// <returns>Processor time in ticks since the machine's start: spent, and all there was.</returns>
    public static (long Busy, long All) Processor()
    {
        long[] spent = [.. Fields(File.ReadLines("/proc/stat").First()).Take(Guest)]; // what guests use is in the user's share
        return (spent.Sum() - spent[Idle] - spent[WaitingForDisk], spent.Sum());
    }

    /// <returns>Bytes.</returns>
    public static (long Used, long All) Memory()
    {
        Dictionary<string, long> lines = File.ReadLines("/proc/meminfo").ToDictionary(line => line[..line.IndexOf(':')], line => 1024 * Fields(line).First());
        return (lines["MemTotal"] - lines["MemAvailable"], lines["MemTotal"]);
    }

    private static IEnumerable<long> Fields(string line) =>
        line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(word => long.TryParse(word, CultureInfo.InvariantCulture, out long number) ? number : 0);
}
