using System.Net;
using System.Text.Json;
using Xunit;

namespace Gateway.EndToEnd.Predictions;

[Collection(nameof(DigitsGateway))]
public sealed class ProtocolTests(DigitsGateway digits)
{
    [Fact]
    public async Task The_server_tells_its_name_and_version()
    {
        JsonElement server = await GetAsync("/v2", HttpStatusCode.OK);
        Assert.Equal("gateway", server.GetProperty("name").GetString());
        Assert.NotEmpty(server.GetProperty("version").GetString()!);
        Assert.Equal(JsonValueKind.Array, server.GetProperty("extensions").ValueKind);
    }

    [Theory]
    [InlineData("/v2/health/live")]
    [InlineData("/v2/health/ready")]
    [InlineData("/v2/models/digits/ready")]
    [InlineData("/v2/models/digits/versions/2/ready")]
    public async Task Live_and_ready_are_told_by_status(string path) => await GetAsync(path, HttpStatusCode.OK);

    [Theory]
    [InlineData("/v2/models/nobody/ready")]
    [InlineData("/v2/models/digits/versions/9/ready")]
    [InlineData("/v2/models/nobody")]
    public async Task What_is_not_there_is_not_ready(string path) =>
        Assert.Contains("no", (await GetAsync(path, HttpStatusCode.NotFound)).GetProperty("error").GetString()!, StringComparison.Ordinal);

    [Theory]
    [InlineData("/v2/models/digits")]
    [InlineData("/v2/models/digits/versions/2")]
    public async Task Metadata_tells_inputs_and_outputs(string path)
    {
        JsonElement metadata = await GetAsync(path, HttpStatusCode.OK);
        Assert.Equal("digits", metadata.GetProperty("name").GetString());
        JsonElement input = Assert.Single(metadata.GetProperty("inputs").EnumerateArray());
        Assert.Equal(("pixels", "FP32", "[-1,64]"), (input.GetProperty("name").GetString(), input.GetProperty("datatype").GetString(), input.GetProperty("shape").GetRawText()));
        Assert.NotEmpty(metadata.GetProperty("outputs").EnumerateArray());
    }

    [Fact]
    public async Task The_index_lists_every_version()
    {
        using HttpResponseMessage response = await digits.Gateway.Prediction.PostAsync("/v2/repository/index", null);
        JsonElement[] ours = [.. (await response.JsonAsync()).EnumerateArray().Where(entry => entry.GetProperty("name").GetString() == "digits")];
        Assert.Equal(["1", "2"], ours.Select(entry => entry.GetProperty("version").GetString()));
        Assert.All(ours, entry => Assert.Equal("READY", entry.GetProperty("state").GetString()));
    }

    [Theory]
    [InlineData("load")]
    [InlineData("unload")]
    public async Task Load_and_unload_are_not_for_the_gateway(string verb)
    {
        using HttpResponseMessage response = await digits.Gateway.Prediction.PostAsync($"/v2/repository/models/digits/{verb}", null);
        Assert.Equal(HttpStatusCode.NotImplemented, response.StatusCode);
        Assert.Contains("admin API", await response.ErrorAsync(), StringComparison.Ordinal);
    }

    private async Task<JsonElement> GetAsync(string path, HttpStatusCode status)
    {
        using HttpResponseMessage response = await digits.Gateway.Prediction.GetAsync(path);
        Assert.Equal(status, response.StatusCode);
        return await response.JsonAsync();
    }
}
