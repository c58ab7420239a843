using System.Diagnostics;
using Gateway.Hop;

namespace Gateway.Serving;

/// <summary>Everyone who serves one model, each a process of its own on 127.0.0.1.</summary>
internal sealed class Servers(string repository, string model) : IDisposable
{
    private readonly List<Peer> _started = [];
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(20) };

    public async Task<IReadOnlyList<Contestant>> StartAsync()
    {
        string threads = $"{Environment.ProcessorCount}";
        (int ours, int metrics, int minimal, int node) = (Peer.FreePort(), Peer.FreePort(), Peer.FreePort(), Peer.FreePort());
        Peer host = Start(
            Environment.ProcessPath!, Path.Combine(repository, "artifacts/bin/Gateway.ModelHost/release/modelhost.dll"),
            "--model", $"mlp={model}", "--rest-port", $"{ours}", "--grpc-port", "0", "--metrics-port", $"{metrics}");
        Peer api = Start(Environment.ProcessPath!, Path.Combine(AppContext.BaseDirectory, "serving.dll"), "minimal", $"{minimal}", model, threads);
        Peer fastify = Start("node", Path.Combine(repository, "bench/host/node/server.js"), $"{node}", model, threads);
        foreach (int port in (int[])[ours, minimal, node])
        {
            await UpAsync(port);
        }

        Uri told = new($"http://127.0.0.1:{metrics}/metrics");
        return
        [
            new(Contestant.Ours, ours, true, host, told), new(Contestant.OursJson, ours, false, host, told),
            new(Contestant.Minimal, minimal, false, api), new(Contestant.Node, node, false, fastify),
        ];
    }

    public async Task<double> Gen2Async(Uri? metrics)
    {
        const string Name = "dotnet_collection_count_total{generation=\"2\"} ";
        return metrics is null ? 0 : double.Parse((await _http.GetStringAsync(metrics)).Split('\n').Single(line => line.StartsWith(Name, StringComparison.Ordinal))[Name.Length..]);
    }

    public void Dispose()
    {
        _http.Dispose();
        _started.ForEach(peer => peer.Dispose());
    }

    private Peer Start(string program, params string[] arguments)
    {
        Peer peer = Peer.Start(program, arguments);
        _started.Add(peer);
        return peer;
    }

    private async Task UpAsync(int port)
    {
        using PeriodicTimer timer = new(TimeSpan.FromMilliseconds(50));
        long started = Stopwatch.GetTimestamp();
        while (!await ReadyAsync(port))
        {
            if (Stopwatch.GetElapsedTime(started) > TimeSpan.FromSeconds(60))
            {
                throw new TimeoutException($"Port {port} was not ready within 60 s.");
            }

            await timer.WaitForNextTickAsync();
        }
    }

    private async Task<bool> ReadyAsync(int port)
    {
        try
        {
            using HttpResponseMessage response = await _http.GetAsync($"http://127.0.0.1:{port}/v2/health/ready");
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
