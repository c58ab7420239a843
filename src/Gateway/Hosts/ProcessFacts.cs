using System.Globalization;

namespace Gateway.Hosts;

/// <summary>What the kernel says of a process.</summary>
/// <param name="StartTime">Clock ticks since boot.</param>
/// <param name="CpuSeconds">User and system.</param>
/// <param name="Memory">Resident bytes.</param>
internal sealed record ProcessFacts(long StartTime, double CpuSeconds, long Memory)
{
    private const double TicksPerSecond = 100;

    /// <returns>Null when there is no such process; a zombie counts as gone.</returns>
    public static ProcessFacts? Of(int pid)
    {
        try
        {
            string stat = File.ReadAllText($"/proc/{pid}/stat");
            string[] fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            return fields[0] == "Z" ? null : new ProcessFacts(Number(fields[19]), (Number(fields[11]) + Number(fields[12])) / TicksPerSecond, Number(fields[21]) * Environment.SystemPageSize);
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}
