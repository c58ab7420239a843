using System.Globalization;
using System.Text.Json;

namespace Gateway.TestKit.Deployment;

/// <summary>Debian's Prometheus with the configuration and the rules of <c>deploy/prometheus</c>; only addresses and intervals are others.</summary>
public sealed class PrometheusServer : IAsyncDisposable
{
    private const string Program = "/usr/bin/prometheus";

    private readonly HttpClient _client;
    private readonly RunningProcess _process;

    private PrometheusServer(HttpClient client, RunningProcess process) => (_client, _process) = (client, process);

    public static bool Installed => File.Exists(Program);

    /// <param name="gateway">Port of its metrics, as of the hosts.</param>
    public static async Task<PrometheusServer> StartAsync(int gateway, params int[] hosts)
    {
        string folder = Paths.Temporary("prometheus");
        foreach (string file in Directory.EnumerateFiles(Path.Combine(Paths.Repository, "deploy/prometheus"), "*.yml"))
        {
            await File.WriteAllTextAsync(Path.Combine(folder, Path.GetFileName(file)), Moved(await File.ReadAllTextAsync(file), gateway, hosts));
        }

        int port = Paths.FreePort();
        RunningProcess process = RunningProcess.StartInstalled(
            Program,
            [$"--config.file={folder}/prometheus.yml", $"--storage.tsdb.path={folder}/data", $"--web.listen-address=127.0.0.1:{port}", "--enable-feature=exemplar-storage"],
            new Dictionary<string, string>());
        PrometheusServer server = new(new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") }, process);
        await Eventually.TrueAsync(async () => (await server._client.GetAsync("/-/ready")).IsSuccessStatusCode, "Prometheus' readiness", otherwise: () => process.Output);
        return server;
    }

    /// <returns>A series' labels and its value now.</returns>
    public async Task<IReadOnlyList<(IReadOnlyDictionary<string, string> Labels, double Value)>> AskAsync(string query)
    {
        JsonElement data = await GetAsync($"/api/v1/query?query={Uri.EscapeDataString(query)}");
        return
        [
            .. from series in data.GetProperty("result").EnumerateArray()
               select ((IReadOnlyDictionary<string, string>)series.GetProperty("metric").EnumerateObject().ToDictionary(label => label.Name, label => label.Value.GetString()!),
                   double.Parse(series.GetProperty("value")[1].GetString()!, CultureInfo.InvariantCulture)),
        ];
    }

    /// <returns>What <c>/api/v1/…</c> answers as its data.</returns>
    public async Task<JsonElement> GetAsync(string path)
    {
        JsonElement answer = JsonDocument.Parse(await _client.GetStringAsync(path)).RootElement;
        return answer.GetProperty("status").GetString() == "success" ? answer.GetProperty("data") : throw new InvalidOperationException($"{path}: {answer}");
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _process.DisposeAsync();
    }

    private static string Moved(string text, int gateway, int[] hosts) => text
        .Replace("interval: 5s", "interval: 1s", StringComparison.Ordinal)
        .Replace("\"gateway:8002\"", $"\"127.0.0.1:{gateway}\"", StringComparison.Ordinal)
        .Replace("\"digits-1a:8002\", \"digits-1b:8002\", \"digits-2a:8002\"", string.Join(", ", hosts.Select(host => $"\"127.0.0.1:{host}\"")), StringComparison.Ordinal);
}
