using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Gateway.Hosts;

/// <summary>Starts model host processes: a short environment, a socket, a log file.</summary>
internal static class HostLaunch
{
    private static readonly string[] Inherited = ["PATH", "HOME", "TMPDIR", "DOTNET_ROOT", "LD_LIBRARY_PATH", "XDG_RUNTIME_DIR"];

    /// <summary>The shell waits until its limits are set, then becomes the program: the process id stays.</summary>
    private const string Begin = "read -r _ && exec \"$@\"", IntoLog = $"umask 077; {Begin} >>\"$0\" 2>&1";

    /// <summary>The program beside the gateway.</summary>
    public static string Program { get; } = Path.Combine(AppContext.BaseDirectory, "modelhost", "modelhost");

    /// <param name="log">File that takes all it says. Before the program begins: .NET keeps copies of the streams that it was started with,
    /// and whoever reads the gateway's output would wait for the hosts that outlive it. Null: captured.</param>
    /// <exception cref="System.ComponentModel.Win32Exception">The program is not there, or cannot be limited.</exception>
    public static Process Start(IEnumerable<string> arguments, string? log, ProcessLimits limits)
    {
        if (!File.Exists(Program))
        {
            throw new System.ComponentModel.Win32Exception($"There is no {Program}.");
        }

        bool capture = log is null;
        ProcessStartInfo start = new("/bin/sh") { RedirectStandardInput = true, RedirectStandardOutput = capture, RedirectStandardError = capture, WorkingDirectory = Path.GetDirectoryName(Program) };
        foreach (string argument in (string[])["-c", capture ? Begin : IntoLog, log ?? "host", Program, .. arguments])
        {
            start.ArgumentList.Add(argument);
        }

        Dictionary<string, string?> kept = Inherited.ToDictionary(name => name, Environment.GetEnvironmentVariable);
        start.Environment.Clear();
        foreach ((string name, string? value) in kept.Where(pair => pair.Value is not null))
        {
            start.Environment[name] = value;
        }

        start.Environment["LANG"] = "en_US.UTF-8";
        start.Environment["DOTNET_ROOT"] = kept["DOTNET_ROOT"] ?? Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));
        start.Environment["DOTNET_gcServer"] = "0";
        start.Environment["DOTNET_TieredPGO"] = "1";
        Process process = Process.Start(start)!;
        try
        {
            limits.Hold(process);
            process.StandardInput.WriteLine(); // an end without a line would be the gateway's own
            process.StandardInput.Close();
        }
        catch
        {
            process.Kill(); // one that cannot be limited or told to begin does not go on
            process.Dispose();
            throw;
        }

        return process;
    }

    /// <param name="threads">Where the settings say nothing.</param>
    /// <returns>Options of a host that serves one version on a socket; what may change while it runs it is told later.</returns>
    public static IEnumerable<string> Arguments(HostPlan plan, string socket, string log, int threads, TimeSpan linger)
    {
        List<string> arguments =
        [
            "--model", $"{plan.Version.Key.Model}={plan.Artifact.ArtifactPath}", "--model-version", plan.Version.Key.Version,
            "--unix-socket", socket, "--log-file", log, "--device", plan.Settings.Device, "--intra-op-threads", (plan.Settings.IntraOp ?? threads).ToString(CultureInfo.InvariantCulture),
            "--linger", ((long)linger.TotalMilliseconds).ToString(CultureInfo.InvariantCulture) + "ms",
        ];
        if (!plan.Artifact.HasExternalData)
        {
            arguments.Add("--one-file");
        }

        foreach ((string input, string json) in plan.Document.InputDefaults)
        {
            arguments.AddRange(["--input-default", $"{input}={json}"]);
        }

        return plan.Document.AllowInfinity ? [.. arguments, "--allow-infinity"] : arguments;
    }
}
