using System.Text.Json;
using Gateway.TestKit;

namespace Gateway.EndToEnd;

/// <summary>The operator's tool as a real process.</summary>
internal static class Gwctl
{
    /// <returns>Its exit code and what it printed.</returns>
    public static async Task<(int Code, string Output)> RunAsync(GatewayProcess gateway, params string[] arguments)
    {
        await using RunningProcess process = RunningProcess.Start(
            Paths.Program("Gateway.Cli", "gwctl"), arguments, new Dictionary<string, string> { ["GWCTL_SERVER"] = $"http://127.0.0.1:{gateway.AdminPort}" });
        int code = await process.ExitAsync(TimeSpan.FromSeconds(60));
        return (code, process.Output);
    }

    /// <returns>What it printed; it must have ended with 0.</returns>
    public static async Task<string> DoneAsync(GatewayProcess gateway, params string[] arguments)
    {
        (int code, string output) = await RunAsync(gateway, arguments);
        return code == 0 ? output : throw new InvalidOperationException($"gwctl {string.Join(' ', arguments)} ended with {code}:\n{output}");
    }

    public static async Task<JsonElement> JsonAsync(GatewayProcess gateway, params string[] arguments) =>
        JsonDocument.Parse(await DoneAsync(gateway, [.. arguments, "-o", "json"])).RootElement.Clone();
}
