using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Gateway.Contracts;
using Gateway.Core.Inference;
using Tensor = Gateway.Contracts.Tensor;

namespace Gateway.Cli.Hosted;

/// <summary>A model in a host process of its own, over a private socket.</summary>
internal sealed class HostedModel : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(20);

    private readonly Process _process;
    private readonly HttpClient _client;
    private readonly string _folder;
    private readonly StringBuilder _said;

    private HostedModel(Process process, HttpClient client, string folder, StringBuilder said) => (_process, _client, _folder, _said) = (process, client, folder, said);

    public Signature Signature { get; private set; } = new([], []);

    /// <exception cref="UsageException">The model cannot be served: what the host says.</exception>
    public static async Task<HostedModel> StartAsync(string file, CancellationToken cancellationToken)
    {
        if (!File.Exists(file))
        {
            throw new UsageException($"There is no file {file}.");
        }

        string folder = Directory.CreateTempSubdirectory("gwctl-").FullName, socket = Path.Combine(folder, "s");
        Process process = HostProgram.Start(["--model", $"model={Path.GetFullPath(file)}", "--unix-socket", socket, "--max-body", $"{1 << 30}"]);
        StringBuilder said = new();
        process.OutputDataReceived += (_, line) => Add(said, line.Data);
        process.ErrorDataReceived += (_, line) => Add(said, line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        HttpClient client = new(new SocketsHttpHandler { ConnectCallback = (_, token) => ConnectAsync(socket, token) }) { BaseAddress = new Uri("http://model"), Timeout = Patience };
        HostedModel model = new(process, client, folder, said);
        try
        {
            await model.UpAsync(cancellationToken);
            return model;
        }
        catch
        {
            await model.DisposeAsync();
            throw;
        }
    }

    /// <param name="body">A V2 request.</param>
    /// <exception cref="UsageException">The model or the host refused it.</exception>
    public async Task<InferAnswer> RunAsync(byte[] body, CancellationToken cancellationToken)
    {
        (int status, InferAnswer? answer, string says) = await TryAsync(body, cancellationToken);
        return answer ?? throw new UsageException($"The model answered {status}: {says}");
    }

    /// <returns>The status, 0 when the host broke off; the answer, or what was said instead.</returns>
    public async Task<(int Status, InferAnswer? Answer, string Says)> TryAsync(byte[] body, CancellationToken cancellationToken)
    {
        using ByteArrayContent content = new(body);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        try
        {
            using HttpResponseMessage response = await _client.PostAsync("/v2/models/model/infer", content, cancellationToken);
            byte[] answer = await response.Content.ReadAsByteArrayAsync(cancellationToken);
            return response.StatusCode == HttpStatusCode.OK && InferAnswerReader.TryRead(answer, out InferAnswer read)
                ? (200, read, "")
                : ((int)response.StatusCode, null, Encoding.UTF8.GetString(answer.AsSpan(0, Math.Min(answer.Length, 2000))));
        }
        catch (HttpRequestException problem)
        {
            return (0, null, problem.Message);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        await _process.WaitForExitAsync(CancellationToken.None);
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static void Add(StringBuilder said, string? line)
    {
        lock (said)
        {
            said.AppendLine(line);
        }
    }

    private static async ValueTask<Stream> ConnectAsync(string path, CancellationToken cancellationToken)
    {
        Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellationToken);
        return new NetworkStream(socket, ownsSocket: true);
    }

    private async Task UpAsync(CancellationToken cancellationToken)
    {
        using PeriodicTimer timer = new(Look);
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            if (_process.HasExited)
            {
                throw new UsageException($"The model cannot be served: {_said.ToString().Trim()}");
            }

            try
            {
                using HttpResponseMessage response = await _client.GetAsync("/v2/models/model", cancellationToken);
                if (response.IsSuccessStatusCode)
                {
                    using JsonDocument metadata = JsonDocument.Parse(await response.Content.ReadAsStringAsync(cancellationToken));
                    Signature = new Signature(Tensors(metadata, "inputs"), Tensors(metadata, "outputs"));
                    return;
                }

                if (response.StatusCode != HttpStatusCode.ServiceUnavailable && _said.ToString().Contains("cannot", StringComparison.OrdinalIgnoreCase))
                {
                    throw new UsageException($"The model cannot be served: {_said.ToString().Trim()}");
                }
            }
            catch (HttpRequestException)
            {
                // it is not up yet
            }
        }
    }

    private static List<Tensor> Tensors(JsonDocument metadata, string role) =>
    [
        .. metadata.RootElement.GetProperty(role).EnumerateArray().Select(tensor => new Tensor(
            tensor.GetProperty("name").GetString()!, tensor.GetProperty("datatype").GetString()!, [.. tensor.GetProperty("shape").EnumerateArray().Select(dimension => dimension.GetInt64())])),
    ];
}
