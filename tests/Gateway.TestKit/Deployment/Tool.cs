using System.Diagnostics;

namespace Gateway.TestKit.Deployment;

/// <summary>A program of the machine that checks a file of ours.</summary>
public static class Tool
{
    public static bool Installed(string name) => Environment.GetEnvironmentVariable("PATH")!.Split(':').Any(folder => File.Exists(Path.Combine(folder, name)));

    /// <returns>Its exit code and all it said.</returns>
    /// <param name="environment">In place of ours; null: ours.</param>
    public static async Task<(int Code, string Output)> RunAsync(string folder, IReadOnlyDictionary<string, string>? environment, TimeSpan deadline, string program, params string[] arguments)
    {
        ProcessStartInfo start = new(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        if (environment is not null)
        {
            start.Environment.Clear();
            foreach ((string name, string value) in environment)
            {
                start.Environment[name] = value;
            }
        }

        using Process process = Process.Start(start)!;
        using CancellationTokenSource late = new(deadline);
        Task<string> output = process.StandardOutput.ReadToEndAsync(late.Token), errors = process.StandardError.ReadToEndAsync(late.Token);
        try
        {
            await process.WaitForExitAsync(late.Token);
            return (process.ExitCode, await output + await errors);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{program} {string.Join(' ', arguments)} took longer than {deadline.TotalSeconds:0} s.");
        }
    }

    public static Task<(int Code, string Output)> RunAsync(string folder, string program, params string[] arguments) =>
        RunAsync(folder, null, TimeSpan.FromMinutes(1), program, arguments);
}
