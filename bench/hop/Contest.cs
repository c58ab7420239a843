using System.Diagnostics;
using System.Text.Json;

namespace Gateway.Hop;

/// <summary>The two hosts and every proxy before them, all on 127.0.0.1.</summary>
internal sealed class Contest(string repository, string folder) : IDisposable
{
    private readonly List<Peer> _started = [];
    private readonly List<Contestant> _contestants = [];
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(20) };

    public IReadOnlyList<Contestant> Contestants => _contestants;

    public async Task StartAsync(Settings settings)
    {
        string hop = Environment.ProcessPath!, dll = Path.Combine(AppContext.BaseDirectory, "hop.dll");
        (int baseline, int candidate) = (Peer.FreePort(), Peer.FreePort());
        Contestant host = new(Contestant.Direct, baseline, Start(hop, dll, "host", $"{baseline}", "1"), ".NET " + Environment.Version);
        Start(hop, dll, "host", $"{candidate}", "2");
        await UpAsync(baseline, "/v2/health/ready");
        await UpAsync(candidate, "/v2/health/ready");
        _contestants.Add(host);
        if (settings.Takes(Contestant.Bare))
        {
            Add(Contestant.Bare, "2.3.0", port => Start(hop, dll, "yarp", $"{port}", $"http://127.0.0.1:{baseline}", $"http://127.0.0.1:{candidate}"));
        }

        if (settings.Takes("nginx split_clients"))
        {
            Add("nginx split_clients", Version("nginx", "-v"), port => Start("nginx", "-e", "stderr", "-p", folder, "-c", Fill("nginx.conf", port, baseline, candidate)));
        }

        if (settings.Takes("HAProxy weights"))
        {
            Add("HAProxy weights", Version("haproxy", "-v"), port => Start("haproxy", "-db", "-f", Fill("haproxy.cfg", port, baseline, candidate)));
        }

        if (settings.Takes(Contestant.Ours))
        {
            await GatewayAsync(baseline, candidate);
        }

        foreach (Contestant contestant in _contestants)
        {
            await UpAsync(contestant.Port, "/v2/models/digits");
        }
    }

    public void Dispose()
    {
        _http.Dispose();
        foreach (Peer peer in Enumerable.Reverse(_started))
        {
            peer.Dispose();
        }
    }

    private void Add(string name, string version, Func<int, Peer> start)
    {
        int port = Peer.FreePort();
        _contestants.Add(new Contestant(name, port, start(port), version));
    }

    private Peer Start(string program, params string[] arguments)
    {
        Peer peer = Peer.Start(program, arguments);
        _started.Add(peer);
        return peer;
    }

    /// <summary>90/10, with metrics on and a rollout in progress that stays at its step for longer than the run.</summary>
    private async Task GatewayAsync(int baseline, int candidate)
    {
        (int port, int admin) = (Peer.FreePort(), Peer.FreePort());
        Peer process = Start(
            Environment.ProcessPath!, Path.Combine(repository, "artifacts/bin/Gateway/release/gateway.dll"), $"--Gateway:DataDirectory={folder}/data",
            $"--Gateway:RestPort={port}", $"--Gateway:GrpcPort={Peer.FreePort()}", $"--Gateway:AdminPort={admin}");
        string api = $"http://127.0.0.1:{admin}/api/v1/models/digits";
        await UpAsync(admin, "/healthz");
        await PostAsync($"{api}/versions", new { hosts = new[] { $"http://127.0.0.1:{baseline}" } });
        await UpAsync(port, "/v2/models/digits/versions/1");
        await PostAsync($"{api}/versions", new { hosts = new[] { $"http://127.0.0.1:{candidate}" } });
        await UpAsync(port, "/v2/models/digits/versions/2");
        await PostAsync($"{api}/rollouts", new
        {
            candidate = "2",
            strategy = "canary",
            steps = new[] { new { weight = 10, minDuration = "1h" } },
            guards = new[] { "errors <= 2%", "p99 <= 250ms" },
        });
        await UntilAsync("the rollout's step", async () =>
            (await _http.GetFromJsonAsync<JsonElement>($"{api}/traffic")).GetProperty("weights") is var weights
            && weights.TryGetProperty("2", out JsonElement weight) && weight.GetDouble() == 10);
        _contestants.Add(new Contestant(Contestant.Ours, port, process, "this checkout"));
    }

    private async Task PostAsync(string address, object body)
    {
        using HttpResponseMessage response = await _http.PostAsJsonAsync(address, body);
        if (!response.IsSuccessStatusCode)
        {
            throw new InvalidOperationException($"POST {address}: {(int)response.StatusCode} {await response.Content.ReadAsStringAsync()}");
        }
    }

    private Task UpAsync(int port, string path) => UntilAsync($"127.0.0.1:{port}{path}", async () =>
    {
        using HttpResponseMessage response = await _http.GetAsync($"http://127.0.0.1:{port}{path}");
        return response.IsSuccessStatusCode;
    });

    private static async Task UntilAsync(string what, Func<Task<bool>> condition)
    {
        using PeriodicTimer timer = new(TimeSpan.FromMilliseconds(50));
        long started = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(30))
        {
            try
            {
                if (await condition())
                {
                    return;
                }
            }
            catch (HttpRequestException)
            {
            }

            await timer.WaitForNextTickAsync();
        }

        throw new TimeoutException($"{what} was not there within 30 s.");
    }

    private string Fill(string template, int port, int baseline, int candidate)
    {
        string path = Path.Combine(folder, template);
        File.WriteAllText(path, File.ReadAllText(Path.Combine(repository, "bench/hop", template))
            .Replace("@FOLDER@", folder, StringComparison.Ordinal).Replace("@PORT@", $"{port}", StringComparison.Ordinal)
            .Replace("@BASELINE@", $"{baseline}", StringComparison.Ordinal).Replace("@CANDIDATE@", $"{candidate}", StringComparison.Ordinal));
        return path;
    }

    private static string Version(string program, string option)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, option) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        string said = process.StandardOutput.ReadToEnd() + process.StandardError.ReadToEnd();
        return said.Split('\n')[0].Split([' ', '/']).First(word => word.Length > 0 && char.IsAsciiDigit(word[0]));
    }
}
