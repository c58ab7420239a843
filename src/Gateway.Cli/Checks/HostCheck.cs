using System.Diagnostics;
using Gateway.Cli.Hosted;
using Gateway.Core.Preflight;

namespace Gateway.Cli.Checks;

/// <summary>The model host's own checks, in a process of their own: the same that the gateway makes at registration.</summary>
internal static class HostCheck
{
    /// <param name="golden">Null: none.</param>
    public static async Task<HostReport> RunAsync(string model, string? golden, bool measure, CancellationToken cancellationToken)
    {
        using Process process = HostProgram.Start(["--check", Path.GetFullPath(model), .. golden is null ? Array.Empty<string>() : ["--golden", Path.GetFullPath(golden)], .. measure ? ["--measure"] : Array.Empty<string>()]);
        process.StandardInput.Close();
        Task<string> errors = process.StandardError.ReadToEndAsync(cancellationToken);
        string output = await process.StandardOutput.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        return HostReport.Parse(output) ?? new HostReport(
            [Finding.Failed("load.opens", process.ExitCode > 128 ? $"the runtime crashed on it (signal {process.ExitCode - 128})" : $"the check ended without a report: {(await errors).Trim()}")],
            null, [], null, (null, null), null, null);
    }
}
