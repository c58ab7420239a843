using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Gateway.TestKit;
using Xunit;

namespace Gateway.ModelHost.Tests;

/// <summary>The host as a process: how it starts, is owned, and ends.</summary>
public sealed class ProcessTests
{
    private static string Mnist => Path.Combine(Paths.Models, "mnist", "model.onnx");

    private static string Program => Paths.Program("Gateway.ModelHost", "modelhost");

    [Fact]
    public async Task What_was_rehearsed_before_it_was_ready_is_counted_nowhere()
    {
        await using HostProcess host = await HostProcess.StartAsync("--model", $"mnist={Mnist}");
        string metrics = await host.Client.GetStringAsync("/metrics");
        Assert.Contains("nv_inference_request_success{model=\"mnist\",version=\"1\"} 0", metrics, StringComparison.Ordinal);
        Assert.Contains("nv_inference_request_failure{model=\"mnist\",version=\"1\"} 0", metrics, StringComparison.Ordinal);
        Assert.Contains("nv_inference_exec_count{model=\"mnist\",version=\"1\"} 0", metrics, StringComparison.Ordinal);
        Assert.DoesNotContain("failed while running", host.Process.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2, "--nonsense")]
    [InlineData(2, "--model", "mnist")]
    [InlineData(2, "--repository", "/nowhere")]
    [InlineData(1, "--model", "broken=/nowhere/model.onnx")]
    public async Task A_start_that_cannot_work_ends_with_a_reason(int code, params string[] arguments)
    {
        await using HostProcess host = HostProcess.Launch(arguments);
        Assert.Equal(code, await host.Process.ExitAsync());
        Assert.Contains(arguments[^1].Split('=')[^1], host.Process.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_in_use_is_named_with_the_option_that_changes_it()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        int port = ((IPEndPoint)listener.LocalEndpoint).Port;
        await using RunningProcess host = RunningProcess.Start(Program, ["--model", $"mnist={Mnist}", "--rest-port", $"{port}", "--grpc-port", "0", "--metrics-port", "0"]);
        Assert.Equal(1, await host.ExitAsync());
        Assert.Contains($"Port {port} is in use; choose another with --rest-port", host.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_repository_serves_every_version_and_a_broken_one_stops_nobody_but_readiness()
    {
        string repository = Paths.Temporary("repository");
        foreach ((string version, string model) in new[] { ("1", "mnist"), ("2", "derived/mnist_v4_wrong"), ("3", "broken_text") })
        {
            Directory.CreateDirectory(Path.Combine(repository, "mnist", version));
            File.Copy(Path.Combine(Paths.Models, model, "model.onnx"), Path.Combine(repository, "mnist", version, "model.onnx"));
        }

        await using HostProcess host = HostProcess.Launch("--repository", repository);
        await Eventually.TrueAsync(
            async () => (await host.Client.GetAsync("/v2/models/mnist/versions/2/ready")).IsSuccessStatusCode, "version 2 is ready", otherwise: () => host.Process.Output);
        JsonElement metadata = JsonDocument.Parse(await host.Client.GetStringAsync("/v2/models/mnist/versions/1")).RootElement;
        Assert.Equal("[\"1\",\"2\",\"3\"]", metadata.GetProperty("versions").GetRawText());
        Assert.Equal("Input3", metadata.GetProperty("inputs")[0].GetProperty("name").GetString());
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await host.Client.GetAsync("/v2/health/ready")).StatusCode);
        Assert.Contains("could not be loaded", await (await InferAsync(host.Client, "/v2/models/mnist/versions/3/infer")).Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await InferAsync(host.Client, "/v2/models/mnist/versions/2/infer")).StatusCode);
    }

    [Fact]
    public async Task Sigterm_under_load_finishes_what_is_in_flight_and_ends_with_0()
    {
        await using HostProcess host = await HostProcess.StartAsync("--model", $"busy={Path.Combine(Paths.Models, "derived", "busy", "model.onnx")}");
        string request = await File.ReadAllTextAsync(Path.Combine(Paths.Models, "derived", "busy", "v2", "request.json"));
        using StringContent first = new(request, Encoding.UTF8, "application/json");
        Assert.Equal(HttpStatusCode.OK, (await host.Client.PostAsync("/v2/models/busy/infer", first)).StatusCode);
        List<Task<HttpResponseMessage>> flying = [];
        for (int i = 0; i < 8; i++)
        {
            flying.Add(host.Client.PostAsync("/v2/models/busy/infer", new StringContent(request, Encoding.UTF8, "application/json")));
        }

        await Eventually.TrueAsync(async () => (await host.Client.GetStringAsync("/metrics")).Contains("nv_inference_request_success{model=\"busy\",version=\"1\"} ", StringComparison.Ordinal), "metrics");
        host.Process.Terminate();
        HttpResponseMessage[] answers = await Task.WhenAll(flying);
        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
        Assert.Equal(0, await host.Process.ExitAsync());
    }

    [Fact]
    public async Task A_host_on_a_socket_lives_as_long_as_its_lease_is_held_and_lingers_no_longer_than_told()
    {
        string folder = Paths.Temporary("lease"), socket = Path.Combine(folder, "host"), log = Path.Combine(folder, "log");
        await using RunningProcess host = RunningProcess.Start(Program, ["--model", $"mnist={Mnist}", "--unix-socket", socket, "--linger", "1s", "--log-file", log]);
        using HttpClient client = Over(socket);
        await Eventually.TrueAsync(async () => (await client.GetAsync("/v2/health/ready")).IsSuccessStatusCode, "readiness", otherwise: () => host.Output);
        using (HttpResponseMessage lease = await client.GetAsync("/gateway/lease", HttpCompletionOption.ResponseHeadersRead))
        {
            using StreamReader lines = new(await lease.Content.ReadAsStreamAsync());
            JsonElement identity = JsonDocument.Parse((await lines.ReadLineAsync())!).RootElement;
            Assert.Equal(host.Id, identity.GetProperty("pid").GetInt32());
            Assert.StartsWith("sha256:", identity.GetProperty("models")[0].GetProperty("digest").GetString(), StringComparison.Ordinal);
            using HttpResponseMessage ignored = await client.PutAsync("/gateway/settings", new StringContent("{\"ignoredInputs\":[\"extra\"],\"batching\":{}}"));
            Assert.Equal(HttpStatusCode.NoContent, ignored.StatusCode);
            string request = await File.ReadAllTextAsync(Path.Combine(Paths.Models, "mnist", "v2", "request.json"));
            string more = request.Replace("\"inputs\": [", "\"inputs\": [{\"name\":\"extra\",\"shape\":[1],\"datatype\":\"FP32\",\"data\":[1]},", StringComparison.Ordinal);
            Assert.NotEqual(request, more);
            using HttpResponseMessage answer = await client.PostAsync("/v2/models/mnist/infer", new StringContent(more, Encoding.UTF8, "application/json"));
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.False(host.HasExited);
        }

        Assert.Equal(0, await host.ExitAsync(TimeSpan.FromSeconds(10)));
        Assert.Contains("is ready", await File.ReadAllTextAsync(log), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_absent_input_with_a_default_is_filled()
    {
        string file = Path.Combine(Paths.Models, "triton_simple", "1", "model.onnx");
        await using HostProcess host = await HostProcess.StartAsync("--model", $"simple={file}", "--input-default", "INPUT1=[1]");
        using StringContent body = new("{\"inputs\":[{\"name\":\"INPUT0\",\"shape\":[1,16],\"datatype\":\"INT32\",\"data\":[0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15]}]}", Encoding.UTF8, "application/json");
        using HttpResponseMessage answer = await host.Client.PostAsync("/v2/models/simple/infer", body);
        Assert.Equal("[1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16]", JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.GetProperty("outputs")[0].GetProperty("data").GetRawText());
    }

    private static Task<HttpResponseMessage> InferAsync(HttpClient client, string path) =>
        client.PostAsync(path, new StringContent(File.ReadAllText(Path.Combine(Paths.Models, "mnist", "v2", "request.json")), Encoding.UTF8, "application/json"));

    private static HttpClient Over(string socket) => new(new SocketsHttpHandler
    {
        ConnectCallback = async (_, cancellationToken) =>
        {
            Socket connection = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await connection.ConnectAsync(new UnixDomainSocketEndPoint(socket), cancellationToken);
            return new NetworkStream(connection, ownsSocket: true);
        },
    })
    { BaseAddress = new Uri("http://host"), Timeout = TimeSpan.FromSeconds(30) };
}
