using System.Net;
using System.Text.Json;
using Gateway.TestKit;
using Xunit;

namespace Gateway.ModelHost.Tests;

/// <summary>What there is beside inference, in the forms that clients by others read.</summary>
public sealed class ExtensionTests(FixtureHost host) : IClassFixture<FixtureHost>
{
    [Theory]
    [InlineData("/v2")]
    [InlineData("/v2/")]
    [InlineData("/v2?test_1=1&test_2=2")]
    public async Task The_server_says_what_it_speaks(string path)
    {
        JsonElement server = await host.Client.JsonAsync(path);

        Assert.Equal("modelhost", server.GetProperty("name").GetString());
        Assert.Contains("binary_tensor_data", server.GetProperty("extensions").EnumerateArray().Select(extension => extension.GetString()));
    }

    [Theory]
    [InlineData("/v2/health/live", """{"live":true}""")]
    [InlineData("/v2/health/ready", """{"ready":true}""")]
    [InlineData("/v2/models/mnist/ready", """{"name":"mnist","ready":true}""")]
    [InlineData("/v2/models/mnist/versions/1/ready", """{"name":"mnist","ready":true}""")]
    public async Task Health_has_the_body_that_KServes_client_reads_and_a_head_that_others_do(string path, string body)
    {
        using HttpResponseMessage response = await host.Client.GetAsync(path);
        using HttpRequestMessage head = new(HttpMethod.Head, path);

        Assert.Equal((HttpStatusCode.OK, "application/json", body), (response.StatusCode, response.Content.Headers.ContentType!.ToString(), await response.Content.ReadAsStringAsync()));
        Assert.Equal((HttpStatusCode.OK, ""), await host.Client.TellAsync(head));
    }

    [Theory]
    [InlineData("GET", "/v2/models/nope", 404, "Request for unknown model: 'nope' is not found")]
    [InlineData("GET", "/v2/models/mnist/versions/7/config", 404, "Request for unknown model: 'mnist' version 7 is not found")]
    [InlineData("GET", "/v2/models/nope/stats", 404, "Request for unknown model: 'nope' is not found")]
    [InlineData("POST", "/v1/models/nope:predict", 404, "Request for unknown model: 'nope' is not found")]
    [InlineData("GET", "/v2/models/mnist/infer", 405, "GET /v2/models/mnist/infer is not understood here.")]
    [InlineData("GET", "/v3", 404, "GET /v3 is not understood here.")]
    [InlineData("GET", "/v2/systemsharedmemory/status", 501, "Shared memory is not spoken here; send the tensors themselves.")]
    [InlineData("POST", "/v2/cudasharedmemory/region/r/register", 501, "Shared memory is not spoken here; send the tensors themselves.")]
    [InlineData("POST", "/v2/repository/mine/index", 501, "'repository_name' specification is not supported")]
    public async Task An_error_is_exactly_application_json(string method, string path, int status, string error)
    {
        using HttpRequestMessage request = new(new HttpMethod(method), path);
        using HttpResponseMessage response = await host.Client.SendAsync(request);

        Assert.Equal((status, "application/json"), ((int)response.StatusCode, response.Content.Headers.ContentType!.ToString()));
        Assert.Equal(error, Rest.Error(await response.Content.ReadAsStringAsync()));
    }

    [Fact]
    public async Task Statistics_count_rows_runs_and_what_was_refused()
    {
        await using HostProcess fresh = await HostProcess.StartAsync("--model", $"mnist={FixtureModels.FileOf("derived/mnist_batch")}");
        for (int i = 0; i < 2; i++)
        {
            await fresh.Client.AskAsync(Transport.RestBinary, "mnist", "derived/mnist_batch");
        }

        await fresh.Client.PostTextAsync("/v2/models/mnist/infer", "{}");
        JsonElement all = await fresh.Client.JsonAsync("/v2/models/stats"), stats = Assert.Single((await fresh.Client.JsonAsync("/v2/models/mnist/versions/1/stats")).GetProperty("model_stats").EnumerateArray());
        JsonElement inference = stats.GetProperty("inference_stats"), batch = Assert.Single(stats.GetProperty("batch_stats").EnumerateArray());

        Assert.Equal("mnist", Assert.Single(all.GetProperty("model_stats").EnumerateArray()).GetProperty("name").GetString());
        Assert.Equal((6, 2), (stats.GetProperty("inference_count").GetInt32(), stats.GetProperty("execution_count").GetInt32())); // three rows each
        Assert.Equal((2, 1), (inference.GetProperty("success").GetProperty("count").GetInt32(), inference.GetProperty("fail").GetProperty("count").GetInt32()));
        Assert.Equal((3, 2), (batch.GetProperty("batch_size").GetInt32(), batch.GetProperty("compute_infer").GetProperty("count").GetInt32()));
        Assert.True(stats.GetProperty("last_inference").GetInt64() > 1_700_000_000_000); // milliseconds
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("""{"ready":true}""")]
    public async Task The_index_is_a_bare_list(string body)
    {
        (HttpStatusCode status, string text) = await host.Client.PostTextAsync("/v2/repository/index", body);
        JsonElement mnist = JsonDocument.Parse(text).RootElement.EnumerateArray().Single(line => line.GetProperty("name").GetString() == "mnist");

        Assert.Equal((HttpStatusCode.OK, "1", "READY"), (status, mnist.GetProperty("version").GetString(), mnist.GetProperty("state").GetString()));
        Assert.Contains("mnist", (await host.Client.JsonAsync("/v2/models")).GetProperty("models").EnumerateArray().Select(name => name.GetString()));
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{\"ready\":")]
    public async Task An_index_request_of_another_form_is_refused(string body) =>
        Assert.Equal(HttpStatusCode.BadRequest, (await host.Client.PostTextAsync("/v2/repository/index", body)).Status);
}
