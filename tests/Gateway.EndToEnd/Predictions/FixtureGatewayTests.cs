using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.Json;
using Gateway.TestKit;
using Xunit;

namespace Gateway.EndToEnd.Predictions;

/// <summary>The protocol through the gateway: nothing of it is lost on the way.</summary>
public sealed class FixtureGatewayTests(FixtureGateway fixtures) : IClassFixture<FixtureGateway>
{
    private HttpClient Client => fixtures.Gateway.Prediction;

    public static TheoryData<string, Transport> Foreign => [.. Transports.Questions];

    public static TheoryData<string, Transport> Own => [.. Transports.Questions.Where(question => FixtureGateway.Own.Contains(question.Fixture))];

    [Theory]
    [MemberData(nameof(Foreign))]
    public Task A_host_that_something_else_runs_answers_as_its_makers_expect(string fixture, Transport transport) => AnswersAsync(FixtureModels.Served(fixture), fixture, transport);

    [Theory]
    [MemberData(nameof(Own))]
    public Task A_host_of_the_gateway_answers_as_its_makers_expect(string fixture, Transport transport) => AnswersAsync(FixtureGateway.OwnName(fixture), fixture, transport);

    [Fact]
    public async Task A_compressed_body_goes_through_with_its_header()
    {
        (byte[] body, int header) = FixtureModels.BinaryRequest("mnist");
        using MemoryStream compressed = new();
        using (GZipStream gzip = new(compressed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(body);
        }

        using HttpRequestMessage request = new(HttpMethod.Post, "/v2/models/mnist/infer") { Content = new ByteArrayContent(compressed.ToArray()) };
        request.Content.Headers.ContentEncoding.Add("gzip");
        request.Headers.Add(Transports.HeaderLength, $"{header}");
        using HttpResponseMessage response = await Client.SendAsync(request);
        byte[] answer = await response.Content.ReadAsByteArrayAsync();

        Assert.Null(FixtureModels.Difference("mnist", Transports.Decode(answer, int.Parse(response.Headers.GetValues(Transports.HeaderLength).Single(), null), response.Content.Headers.ContentType)));
    }

    [Fact]
    public async Task A_binary_answer_with_values_that_are_no_numbers_says_so()
    {
        (byte[] body, int header) = FixtureModels.BinaryRequest("derived/mnist_v5_nan");
        using HttpRequestMessage request = new(HttpMethod.Post, "/v2/models/derived.mnist_v5_nan/infer") { Content = new ByteArrayContent(body) };
        request.Headers.Add(Transports.HeaderLength, $"{header}");
        using HttpResponseMessage response = await Client.SendAsync(request);

        Assert.True(response.Headers.Contains("x-nonfinite-count") && response.Headers.Contains(Transports.HeaderLength));
    }

    [Theory]
    [InlineData("/v1/models/triton_simple:predict")]
    [InlineData("/v1/models/triton_simple/versions/1:predict")]
    public async Task The_older_protocol_goes_through(string path)
    {
        string row = $"[{string.Join(",", Enumerable.Repeat(1, 16))}]";
        using StringContent body = new($$$"""{"instances":[{"INPUT0":{{{row}}},"INPUT1":{{{row}}}}]}""", Encoding.UTF8, "application/json");
        using HttpResponseMessage response = await Client.PostAsync(path, body);

        Assert.Equal(("1", HttpStatusCode.OK), (response.Version(), response.StatusCode));
        Assert.Equal(16, (await response.JsonAsync()).GetProperty("predictions")[0].GetProperty("OUTPUT0").GetArrayLength());
        Assert.True((await GetAsync("/v1/models/triton_simple")).GetProperty("ready").GetBoolean());
    }

    [Fact]
    public async Task Configuration_is_the_hosts() =>
        Assert.Equal("onnxruntime", (await GetAsync("/v2/models/own.mnist/versions/1/config")).GetProperty("backend").GetString());

    [Fact]
    public async Task Statistics_are_those_of_the_versions_hosts()
    {
        string model = FixtureGateway.OwnName("derived/mnist_batch");
        long before = await CountAsync(model);
        await AnswersAsync(model, "derived/mnist_batch", Transport.RestBinary);

        Assert.Equal(before + 3, await CountAsync(model)); // three rows
        Assert.Contains("mnist", (await GetAsync("/v2/models/stats")).GetProperty("model_stats").EnumerateArray().Select(entry => entry.GetProperty("name").GetString()));
    }

    [Theory]
    [InlineData("POST", "/v2/systemsharedmemory/region/r/register", 501)]
    [InlineData("GET", "/v2/models/nobody/stats", 404)]
    [InlineData("GET", "/v2/models/nobody/config", 404)]
    [InlineData("POST", "/v1/models/nobody:predict", 404)]
    [InlineData("GET", "/v1/models/mnist:predict", 404)]
    [InlineData("POST", "/v2/models/mnist/config", 405)]
    public async Task What_is_not_to_be_had_is_exactly_application_json(string method, string path, int status)
    {
        using HttpRequestMessage request = new(new HttpMethod(method), path);
        using HttpResponseMessage response = await Client.SendAsync(request);

        Assert.Equal((status, "application/json"), ((int)response.StatusCode, response.Content.Headers.ContentType!.ToString()));
        Assert.NotEmpty(await response.ErrorAsync());
    }

    private async Task AnswersAsync(string model, string fixture, Transport transport)
    {
        await fixtures.Gateway.ServesAsync(model);
        Assert.Null(FixtureModels.Difference(fixture, await Client.AskAsync(transport, model, fixture)));
    }

    private async Task<long> CountAsync(string model)
    {
        await fixtures.Gateway.ServesAsync(model);
        return (await GetAsync($"/v2/models/{model}/stats")).GetProperty("model_stats").EnumerateArray().Sum(entry => entry.GetProperty("inference_count").GetInt64());
    }

    private async Task<JsonElement> GetAsync(string path)
    {
        using HttpResponseMessage response = await Client.GetAsync(path);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return await response.JsonAsync();
    }
}
