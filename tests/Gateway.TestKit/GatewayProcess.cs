using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Gateway.Contracts;

namespace Gateway.TestKit;

/// <summary>A gateway as a real process on free ports, with a data directory of its own.</summary>
public sealed class GatewayProcess : IAsyncDisposable
{
    private readonly string[] _arguments;
    private readonly IReadOnlyDictionary<string, string>? _environment;
    private readonly Socket[] _held;

    private GatewayProcess(string data, string[] arguments, IReadOnlyDictionary<string, string>? environment = null, bool held = false)
    {
        (Data, _arguments, _environment) = (data, arguments, environment);
        (RestPort, GrpcPort, AdminPort) = (Paths.FreePort(), Paths.FreePort(), Paths.FreePort());
        _held = held ? [.. ((int[])[RestPort, GrpcPort, AdminPort]).Select(Listen)] : [];
        Prediction = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{RestPort}"), Timeout = TimeSpan.FromSeconds(60) };
        Admin = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{AdminPort}"), Timeout = TimeSpan.FromSeconds(100) };
        Client = new GatewayClient(Admin);
        Process = Launch();
    }

    public static string Program => Paths.Program("Gateway", "gateway");

    public string Data { get; }

    public int RestPort { get; }

    public int GrpcPort { get; }

    public int AdminPort { get; }

    public HttpClient Prediction { get; }

    public HttpClient Admin { get; }

    public GatewayClient Client { get; }

    public RunningProcess Process { get; private set; }

    public static async Task<GatewayProcess> StartAsync(params string[] arguments)
    {
        GatewayProcess gateway = new(Paths.Temporary("data"), arguments);
        await gateway.UpAsync();
        return gateway;
    }

    /// <summary>This process holds the listening sockets, as systemd would.</summary>
    public static async Task<GatewayProcess> StartActivatedAsync(params string[] arguments)
    {
        GatewayProcess gateway = new(Paths.Temporary("data"), arguments, held: true);
        await gateway.UpAsync();
        return gateway;
    }

    /// <param name="data">The data directory; null: a new one.</param>
    public static async Task<GatewayProcess> StartAsync(IReadOnlyDictionary<string, string> environment, string? data = null, params string[] arguments)
    {
        GatewayProcess gateway = new(data ?? Paths.Temporary("data"), arguments, environment);
        await gateway.UpAsync();
        return gateway;
    }

    /// <summary>Again, on the same data and ports.</summary>
    public async Task RestartAsync()
    {
        await Process.DisposeAsync();
        Process = Launch();
        await UpAsync();
    }

    /// <summary>The next one takes the place of the running one.</summary>
    /// <returns>The exit code of the one before.</returns>
    public async Task<int> TakeOverAsync()
    {
        await using RunningProcess before = Process;
        Process = Launch("--takeover");
        int code = await before.ExitAsync(TimeSpan.FromMinutes(2));
        await UpAsync();
        return code;
    }

    public async Task UpAsync() => await Eventually.TrueAsync(
        async () => Process.HasExited ? throw new InvalidOperationException($"The gateway ended.\n{Process.Output}") : (await Admin.GetAsync("/healthz")).IsSuccessStatusCode,
        "The gateway's start", otherwise: () => Process.Output);

    /// <param name="file">Of an .onnx file.</param>
    public async Task<Contracts.Version> PushAsync(string model, string file, string? record = null, bool incompatible = false)
    {
        await using FileStream stream = File.OpenRead(file);
        return await Client.PushAsync(model, stream, record, null, null, incompatible, CancellationToken.None);
    }

    /// <summary>Waits until the model answers.</summary>
    public Task ServesAsync(string model) => Eventually.TrueAsync(
        async () => (await Prediction.GetAsync($"/v2/models/{model}/ready")).IsSuccessStatusCode && (await Prediction.GetAsync($"/v2/models/{model}")).IsSuccessStatusCode, $"{model} serves", otherwise: () => Process.Output);

    public async Task<HttpResponseMessage> InferAsync(string model, string body, string? version = null, params (string Name, string Value)[] headers)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, $"/v2/models/{model}{(version is null ? "" : $"/versions/{version}")}/infer") { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        foreach ((string name, string value) in headers)
        {
            request.Headers.Add(name, value);
        }

        return await Prediction.SendAsync(request);
    }

    /// <returns>The status and the JSON of an admin call.</returns>
    public async Task<(int Status, JsonElement Body)> CallAsync(HttpMethod method, string path, object? body = null, params (string Name, string Value)[] headers)
    {
        using HttpRequestMessage request = new(method, "/api/v1" + path);
        if (body is not null)
        {
            request.Content = body is string text ? new StringContent(text, Encoding.UTF8, "application/json") : JsonContent.Create(body);
        }

        foreach ((string name, string value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using HttpResponseMessage response = await Admin.SendAsync(request);
        string answer = await response.Content.ReadAsStringAsync();
        return ((int)response.StatusCode, answer.Length == 0 ? default : JsonDocument.Parse(answer).RootElement.Clone());
    }

    public async ValueTask DisposeAsync()
    {
        Prediction.Dispose();
        Admin.Dispose();
        await Process.DisposeAsync();
        Array.ForEach(_held, socket => socket.Dispose());
    }

    private static Socket Listen(int port)
    {
        Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
        socket.Listen(4096);
        return socket;
    }

    private RunningProcess Launch(params string[] more) => RunningProcess.Start(
        Program,
        [
            .. more,
            $"--Gateway:DataDirectory={Data}", $"--Gateway:RestPort={RestPort}", $"--Gateway:GrpcPort={GrpcPort}", $"--Gateway:AdminPort={AdminPort}",
            .. _arguments.Any(argument => argument.StartsWith("--Hosts:Linger", StringComparison.Ordinal)) ? _arguments : [.. _arguments, "--Hosts:Linger=0s"],
        ],
        _environment, held: _held);
}
