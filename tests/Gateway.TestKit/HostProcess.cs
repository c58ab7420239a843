namespace Gateway.TestKit;

/// <summary>A model host as a real process on a free port.</summary>
public sealed class HostProcess : IAsyncDisposable
{
    private HostProcess(RunningProcess process, HttpClient client, int port, int grpcPort) => (Process, Client, Port, GrpcPort) = (process, client, port, grpcPort);

    public RunningProcess Process { get; }

    public HttpClient Client { get; }

    public int Port { get; }

    public int GrpcPort { get; }

    public string Address => $"http://127.0.0.1:{Port}";

    /// <summary>Starts and waits until it is ready.</summary>
    public static async Task<HostProcess> StartAsync(params string[] arguments)
    {
        HostProcess host = Launch(arguments);
        await Eventually.TrueAsync(
            async () => (await host.Client.GetAsync("/v2/health/ready")).IsSuccessStatusCode, "The host's readiness", TimeSpan.FromSeconds(60), () => host.Process.Output);
        return host;
    }

    public static HostProcess Launch(params string[] arguments)
    {
        int port = Paths.FreePort(), grpcPort = Paths.FreePort();
        RunningProcess process = RunningProcess.Start(
            Paths.Program("Gateway.ModelHost", "modelhost"), [.. arguments, "--rest-port", $"{port}", "--grpc-port", $"{grpcPort}", "--metrics-port", $"{port}"]);
        return new HostProcess(process, new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}"), Timeout = TimeSpan.FromSeconds(60) }, port, grpcPort);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Process.DisposeAsync();
    }
}
