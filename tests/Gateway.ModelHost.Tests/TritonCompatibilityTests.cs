using System.Net;
using Gateway.TestKit;
using Grpc.Net.Client;
using Inference;
using Xunit;

namespace Gateway.ModelHost.Tests;

/// <summary>With the switch, a host is as odd as Triton is.</summary>
public sealed class TritonCompatibilityTests(TritonHost host) : IClassFixture<TritonHost>
{
    [Theory]
    [InlineData("{\"inputs\":[", 500, "failed to parse the request JSON buffer: ")]
    [InlineData("""{"inputs":[{"name":"INPUT0","shape":[-1],"datatype":"FP32","data":[0]}]}""", 500, "failed to parse the request JSON buffer: ")]
    [InlineData("""{"inputs":[{"name":"nope","shape":[1],"datatype":"FP32","data":[0]}]}""", 400, "unexpected inference input 'nope' for model 'nan'")]
    public async Task JSON_that_is_none_is_the_servers_fault_there(string body, int status, string says)
    {
        (HttpStatusCode code, string text) = await host.Host.Client.PostTextAsync("/v2/models/nan/infer", body);

        Assert.Equal(status, (int)code);
        Assert.StartsWith(says, Rest.Error(text), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/v2/models/nope/ready", 400, "Model version not ready")]
    [InlineData("/v2/models/nope", 404, "Request for unknown model: 'nope' is not found")]
    [InlineData("/v3", 404, "Not Found")]
    [InlineData("/v2/models/nan/infer", 405, "Method Not Allowed")]
    public async Task What_is_not_there_is_said_as_there(string path, int status, string error)
    {
        using HttpResponseMessage response = await host.Host.Client.GetAsync(path);

        Assert.Equal((status, error), ((int)response.StatusCode, Rest.Error(await response.Content.ReadAsStringAsync())));
    }

    [Fact]
    public async Task It_takes_the_name_any_content_type_and_the_bare_words()
    {
        using HttpRequestMessage request = new(HttpMethod.Post, "/v2/models/nan/infer")
        {
            Content = new StringContent("""{"inputs":[{"name":"INPUT0","shape":[1],"datatype":"FP32","data":[0]}]}""", System.Text.Encoding.UTF8, "application/xml"),
        };

        Assert.Contains("[NaN,Infinity,-Infinity,", (await host.Host.Client.TellAsync(request)).Text, StringComparison.Ordinal);
        Assert.Equal("triton", (await host.Host.Client.JsonAsync("/v2")).GetProperty("name").GetString());
        using GrpcChannel channel = GrpcChannel.ForAddress($"http://127.0.0.1:{host.Host.GrpcPort}");
        Assert.Equal("triton", (await new GRPCInferenceService.GRPCInferenceServiceClient(channel).ServerMetadataAsync(new ServerMetadataRequest())).Name);
    }

    [Fact]
    public async Task An_encoding_that_nobody_speaks_is_501()
    {
        using HttpRequestMessage request = new(HttpMethod.Post, "/v2/models/nan/infer") { Content = new ByteArrayContent([1]) };
        request.Content.Headers.ContentEncoding.Add("br2");

        Assert.Equal((HttpStatusCode.NotImplemented, """{"error":"Unsupported compression type"}"""), await host.Host.Client.TellAsync(request));
    }

    [Fact]
    public async Task Booleans_may_be_numbers_where_that_is_said()
    {
        string request = FixtureModels.Request("node_and3d");
        string numbers = request.Replace("true", "1", StringComparison.Ordinal).Replace("false", "0", StringComparison.Ordinal);

        Assert.Equal(HttpStatusCode.OK, (await host.Host.Client.PostTextAsync("/v2/models/and/infer", numbers)).Status);
        Assert.Equal(HttpStatusCode.InternalServerError, (await host.Host.Client.PostTextAsync("/v2/models/and/infer", request.Replace("true", "2", StringComparison.Ordinal))).Status);
    }
}

public sealed class TritonHost : IAsyncLifetime
{
    private HostProcess? _host;

    public HostProcess Host => _host!;

    public async ValueTask InitializeAsync() => _host = await HostProcess.StartAsync(
        "--model", $"nan={FixtureModels.FileOf("derived/nan_inf_output")}", "--model", $"and={FixtureModels.FileOf("node_and3d")}", "--triton-compatibility", "--bool-from-numbers");

    public ValueTask DisposeAsync() => _host?.DisposeAsync() ?? ValueTask.CompletedTask;
}
