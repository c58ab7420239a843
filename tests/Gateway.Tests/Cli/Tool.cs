using System.Text.Json;

namespace Gateway.Tests.Cli;

/// <summary>gwctl in this process.</summary>
internal static class Tool
{
    static Tool() => Environment.SetEnvironmentVariable("GWCTL_MODELHOST", Gateway.TestKit.Paths.Program("Gateway.ModelHost", "modelhost"));

    public static async Task<(int Exit, string Output, string Error)> RunAsync(params string[] arguments)
    {
        using StringWriter output = new(), error = new();
        int exit = await Gateway.Cli.Gwctl.RunAsync(arguments, output, error);
        return (exit, output.ToString(), error.ToString());
    }

    public static async Task<(int Exit, JsonElement Answer)> JsonAsync(params string[] arguments)
    {
        (int exit, string output, string error) = await RunAsync([.. arguments, "-o", "json"]);
        return output.Length > 0 ? (exit, JsonDocument.Parse(output).RootElement) : throw new InvalidOperationException($"exit code {exit}: {error}");
    }
}
