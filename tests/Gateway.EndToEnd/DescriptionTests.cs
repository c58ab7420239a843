using System.Text.Json;
using Gateway.TestKit;
using Xunit;

namespace Gateway.EndToEnd;

/// <summary>The page at <c>/swagger</c>: a description of the admin API, and one of the prediction port.</summary>
public sealed class DescriptionTests(Fleet fleet) : IClassFixture<Fleet>
{
    private readonly GatewayProcess _gateway = fleet.Gateway;

    [Theory]
    [InlineData("get", "/v2")]
    [InlineData("get", "/v2/health/live")]
    [InlineData("get", "/v2/health/ready")]
    [InlineData("get", "/v2/models/{model}")]
    [InlineData("get", "/v2/models/{model}/versions/{version}")]
    [InlineData("get", "/v2/models/{model}/ready")]
    [InlineData("get", "/v2/models/{model}/versions/{version}/ready")]
    [InlineData("post", "/v2/models/{model}/infer")]
    [InlineData("post", "/v2/models/{model}/versions/{version}/infer")]
    [InlineData("get", "/v2/models/{model}/stats")]
    [InlineData("get", "/v2/models/{model}/config")]
    [InlineData("post", "/v2/repository/index")]
    [InlineData("post", "/v1/models/{model}:predict")]
    [InlineData("get", "/models/{model}/{path}")]
    public async Task Every_call_of_the_prediction_port_is_described(string method, string path) =>
        Assert.True((await PathsAsync("prediction")).GetProperty(path).TryGetProperty(method, out _));

    [Fact]
    public async Task Each_description_holds_its_own_port_and_says_where_it_is()
    {
        Assert.All((await PathsAsync("v1")).EnumerateObject(), path => Assert.Matches("^/(api/v1/|healthz|readyz|metrics)", path.Name));
        Assert.All((await PathsAsync("prediction")).EnumerateObject(), path => Assert.Matches("^/(v1/|v2|models/)", path.Name));
        JsonElement document = await DocumentAsync("prediction");
        Assert.Equal($"http://127.0.0.1:{_gateway.RestPort}", document.GetProperty("servers")[0].Text("url"));
    }

    [Fact]
    public async Task The_queries_that_a_call_takes_are_described() => Assert.Equal(
        ["actor", "after", "from", "kind", "last", "limit", "model", "to"],
        (await PathsAsync("v1")).GetProperty("/api/v1/events").GetProperty("get").GetProperty("parameters").EnumerateArray().Select(parameter => parameter.Text("name")).Order(StringComparer.Ordinal));

    [Fact]
    public async Task The_reference_is_made_of_the_descriptions()
    {
        string reference = ApiReference.Of(await DocumentAsync("v1"), await DocumentAsync("prediction"));
        string file = Path.Combine(Paths.Repository, "docs", "api.md");
        if (Environment.GetEnvironmentVariable("GATEWAY_WRITE_API") == "1")
        {
            await File.WriteAllTextAsync(file, reference);
        }

        Assert.Equal(await File.ReadAllTextAsync(file), reference);
    }

    [Fact]
    public async Task Every_call_says_what_it_does()
    {
        foreach (string document in (string[])["v1", "prediction"])
        {
            Assert.All((await PathsAsync(document)).EnumerateObject().SelectMany(path => path.Value.EnumerateObject().Select(call => (path.Name, call.Name, call.Value))), call =>
                Assert.True(call.Value.TryGetProperty("summary", out _), $"{call.Item2} {call.Item1} has no summary"));
        }
    }

    private async Task<JsonElement> PathsAsync(string document) => (await DocumentAsync(document)).GetProperty("paths");

    private async Task<JsonElement> DocumentAsync(string document) =>
        JsonDocument.Parse(await _gateway.Admin.GetStringAsync($"/swagger/{document}/swagger.json")).RootElement;
}
