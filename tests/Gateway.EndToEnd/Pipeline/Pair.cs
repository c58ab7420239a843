using System.Text.RegularExpressions;
using Gateway.TestKit;

namespace Gateway.EndToEnd.Pipeline;

/// <summary>A model host and the script that stands before it: one version, known by the script's address.</summary>
internal sealed partial class Pair : IAsyncDisposable
{
    private readonly HostProcess _behind;
    private readonly RunningProcess _script;

    private Pair(HostProcess behind, RunningProcess script, string url) => (_behind, _script, Url) = (behind, script, url);

    public string Url { get; }

    /// <param name="script">Of the sample: <c>transformer.py</c> or <c>service.py</c>.</param>
    /// <param name="model">Of the sample, without its scaling.</param>
    public static async Task<Pair> StartAsync(string script, string model)
    {
        HostProcess behind = await HostProcess.StartAsync("--model", $"tumours={Tumours.Model(model)}");
        RunningProcess before = RunningProcess.StartInstalled(
            Tumours.Python, [Path.Combine(Tumours.Folder, script), "--host", behind.Address, "--model", "tumours", "--port", "0"], new Dictionary<string, string>());
        string url = await Eventually.GetAsync(() => Task.FromResult(Up().Match(before.Output) is { Success: true } up ? up.Groups[1].Value : null), "The script's address", otherwise: () => before.Output);
        return new Pair(behind, before, url);
    }

    /// <summary>Half of it dies.</summary>
    public void KillWhatIsBehind() => _behind.Process.Kill();

    public async ValueTask DisposeAsync()
    {
        await _script.DisposeAsync();
        await _behind.DisposeAsync();
    }

    [GeneratedRegex("is up: (http://[0-9.:]+)")]
    private static partial Regex Up();
}
