using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Gateway.Cli.Hosted;

/// <summary>The model host that runs models for the tool: a process of its own, so that a model that crashes takes nothing with it.</summary>
internal static class HostProgram
{
    /// <summary>Beside the tool, or where GWCTL_MODELHOST says.</summary>
    public static string Path { get; } = Environment.GetEnvironmentVariable("GWCTL_MODELHOST") ?? System.IO.Path.Combine(AppContext.BaseDirectory, "modelhost", "modelhost");

    /// <exception cref="UsageException">It is not there.</exception>
    public static Process Start(IEnumerable<string> arguments)
    {
        if (!File.Exists(Path))
        {
            throw new UsageException($"There is no model host at {Path}; GWCTL_MODELHOST says where it is.");
        }

        ProcessStartInfo start = new(Path, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["LANG"] = "en_US.UTF-8";
        start.Environment["DOTNET_gcServer"] = "0";
        start.Environment.TryAdd("DOTNET_ROOT", System.IO.Path.GetFullPath(System.IO.Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..")));
        return Process.Start(start)!;
    }
}
