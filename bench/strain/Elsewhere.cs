using System.Diagnostics;
using System.Globalization;
using Gateway.TestKit;

namespace Gateway.Strain;

/// <summary>Processes that stand for other machines: they get the last processor alone, and that only while nothing else wants it.</summary>
internal static class Elsewhere
{
    private static readonly int Last = Environment.ProcessorCount - 1;

    /// <param name="words">What the bench is asked to be.</param>
    public static RunningProcess Start(params string[] words)
    {
        RunningProcess process = RunningProcess.Start(Path.Combine(AppContext.BaseDirectory, "strain"), words, spare: true);
        Bind(process.Id, $"{Last}");
        return process;
    }

    private static void Bind(int id, string processors)
    {
        using Process taskset = Process.Start(new ProcessStartInfo("taskset", ["--all-tasks", "--cpu-list", "--pid", processors, id.ToString(CultureInfo.InvariantCulture)]) { RedirectStandardOutput = true })!;
        taskset.StandardOutput.ReadToEnd();
        taskset.WaitForExit();
    }
}
