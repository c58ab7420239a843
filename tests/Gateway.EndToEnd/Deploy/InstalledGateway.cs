using Gateway.TestKit;
using Gateway.TestKit.Deployment;
using Xunit;

namespace Gateway.EndToEnd.Deploy;

/// <summary>What publish.sh makes, unpacked into an empty folder and started where no .NET is to be found.</summary>
public sealed class InstalledGateway : IAsyncLifetime
{
    private readonly int _rest = Paths.FreePort();
    private readonly int _admin = Paths.FreePort();
    private readonly Dictionary<string, string> _environment = [];
    private RunningProcess? _process;

    public string Folder { get; } = Paths.Temporary("installed");

    public string Archive { get; } = Path.Combine(Paths.Repository, "dist", "gateway-linux-x64.tar.gz");

    public RunningProcess Process => _process!;

    public Uri Admin => new($"http://127.0.0.1:{_admin}");

    public async ValueTask InitializeAsync()
    {
        if (!LongTests.Asked)
        {
            return;
        }

        await DoneAsync(Tool.RunAsync(Paths.Repository, BuildEnvironment(), TimeSpan.FromMinutes(20), "bash", "publish.sh"));
        await DoneAsync(Tool.RunAsync(Folder, "tar", "-xzf", Archive));
        string tools = Directory.CreateDirectory(Paths.Temporary("tools")).FullName;
        File.CreateSymbolicLink(Path.Combine(tools, "curl"), "/usr/bin/curl");
        (_environment["PATH"], _environment["HOME"], _environment["GWCTL_SERVER"]) = (tools, Paths.Temporary("home"), Admin.ToString());
        _process = RunningProcess.StartInstalled(
            Path.Combine(Folder, "gateway"),
            [$"--Gateway:RestPort={_rest}", "--Gateway:GrpcPort=0", $"--Gateway:AdminPort={_admin}", $"--Gateway:DataDirectory={Paths.Temporary("data")}", "--Hosts:Linger=0s"],
            _environment);
        using HttpClient client = new() { BaseAddress = Admin };
        await Eventually.TrueAsync(async () => (await client.GetAsync("/readyz")).IsSuccessStatusCode, "The installed gateway's readiness", otherwise: () => Process.Output);
    }

    /// <returns>What the tool printed; it must have ended with 0.</returns>
    public Task<string> GwctlAsync(params string[] arguments) => DoneAsync(Tool.RunAsync(Folder, _environment, TimeSpan.FromMinutes(1), Path.Combine(Folder, "gwctl"), arguments));

    /// <summary>Pushes a sample and leaves the curl line that gwctl printed.</summary>
    public async Task<string> PushAsync(string model, string sample)
    {
        string output = await GwctlAsync("push", model, $"samples/digits/{sample}", "--predict-url", $"http://127.0.0.1:{_rest}");
        return output.Split('\n').Single(line => line.StartsWith("curl ", StringComparison.Ordinal));
    }

    /// <returns>What the line printed when bash ran it; it must have ended with 0.</returns>
    public Task<string> BashAsync(string line) => DoneAsync(Tool.RunAsync(Folder, _environment, TimeSpan.FromMinutes(1), "/bin/bash", "-c", line));

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            await _process.DisposeAsync();
        }
    }

    /// <summary>Ours without what the test runner's own SDK says to its children.</summary>
    private static Dictionary<string, string> BuildEnvironment() => Environment.GetEnvironmentVariables().Keys.Cast<string>()
        .Where(name => !name.StartsWith("MSBuild", StringComparison.OrdinalIgnoreCase) && !name.StartsWith("TESTINGPLATFORM", StringComparison.Ordinal) && name != "DOTNET_HOST_PATH")
        .ToDictionary(name => name, name => Environment.GetEnvironmentVariable(name)!);

    private static async Task<string> DoneAsync(Task<(int Code, string Output)> run)
    {
        (int code, string output) = await run;
        return code == 0 ? output : throw new InvalidOperationException($"Ended with {code}:\n{output}");
    }
}
