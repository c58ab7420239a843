using System.Net;
using System.Text.Json;
using Gateway.Contracts;
using Gateway.TestKit;
using Xunit;

namespace Gateway.EndToEnd.Predictions;

[Collection(nameof(DigitsGateway))]
public sealed class RefusedPredictionTests(DigitsGateway digits)
{
    private const string Zeros = "0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0";

    [Theory]
    [InlineData("/v2/models/nobody/infer", "nobody")]
    [InlineData("/v2/models/digits/versions/9/infer", "9")]
    [InlineData("/v2/models/digits/explain", "/v2/models/digits/explain")]
    [InlineData("/v3", "/v3")]
    public async Task What_is_not_there_is_named(string path, string named)
    {
        using StringContent body = new(Digits.Rows[0]);
        using HttpResponseMessage response = await digits.Gateway.Prediction.PostAsync(path, body);
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Contains(named, await response.ErrorAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET", "/v2/models/digits/infer", "POST")]
    [InlineData("DELETE", "/v2/models/digits/versions/1/infer", "POST")]
    [InlineData("POST", "/v2/models/digits", "GET")]
    public async Task A_wrong_method_is_told_the_right_one(string method, string path, string allowed)
    {
        using HttpRequestMessage request = new(new HttpMethod(method), path);
        using HttpResponseMessage response = await digits.Gateway.Prediction.SendAsync(request);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
        Assert.Equal([allowed], response.Content.Headers.Allow);
        Assert.Contains(method, await response.ErrorAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"inputs":[{"name":"pixel","shape":[1,64],"datatype":"FP32","data":[DATA]}]}""", "'pixel'")]
    [InlineData("""{"inputs":[{"name":"pixels","shape":[1,63],"datatype":"FP32","data":[DATA]}]}""", "'pixels'")]
    [InlineData("""{"inputs":[{"name":"pixels","shape":[1,8,8],"datatype":"FP32","data":[DATA]}]}""", "'pixels'")]
    [InlineData("""{"inputs":[{"name":"pixels","shape":[1,64],"datatype":"INT64","data":[DATA]}]}""", "'pixels'")]
    [InlineData("""{"inputs":[{"name":"pixels","shape":[1,64],"datatype":"FP99","data":[DATA]}]}""", "'pixels'")]
    [InlineData("""{"inputs":[{"name":"pixels","shape":[1,64],"datatype":"FP32","data":[1,"two"]}]}""", "'pixels'")]
    [InlineData("""{"inputs":[]}""", "'pixels'")]
    [InlineData("""{"inputs":[{"name":"pixels","shape":[1,64],"datatype":"FP32","data":[DATA]}],"outputs":[{"name":"colour"}]}""", "'colour'")]
    [InlineData("""{"inputs":[{"name":"pixels",""", "JSON")]
    [InlineData("", "JSON")]
    public async Task A_wrong_input_is_named(string body, string named)
    {
        using HttpResponseMessage response = await digits.Gateway.InferAsync(DigitsGateway.Model, body.Replace("DATA", Zeros, StringComparison.Ordinal), "1");
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains(named, await response.ErrorAsync(), StringComparison.Ordinal);
        Assert.Equal("1", response.Version());
    }

    [Fact]
    public async Task A_gigabyte_is_refused_before_a_byte_of_it_is_sent()
    {
        string head = await RawRequest.HeadAsync(
            digits.Gateway.RestPort, "POST /v2/models/digits/infer HTTP/1.1\r\nHost: gateway\r\nContent-Type: application/json\r\nContent-Length: 1073741824\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 413 ", head, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_without_a_length_is_refused_where_it_passes_the_limit()
    {
        await using GatewayProcess small = await GatewayProcess.StartAsync("--Limits:MaxBody=100000");
        await using ForeignHost host = await ForeignHost.StartAsync("foreign");
        await small.Client.RegisterAsync("foreign", new VersionRegistration { Hosts = [JsonSerializer.SerializeToElement(host.Address)] }, CancellationToken.None);
        await small.ServesAsync("foreign");
        using HttpRequestMessage request = new(HttpMethod.Post, "/v2/models/foreign/infer") { Content = new StreamContent(new MemoryStream(new byte[1_000_000])) };
        request.Headers.TransferEncodingChunked = true;
        request.Headers.ExpectContinue = true; // so that the answer is read whole before the connection is closed
        using HttpResponseMessage response = await small.Prediction.SendAsync(request);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
        Assert.NotEmpty(await response.ErrorAsync());
    }

    [Fact]
    public async Task A_body_that_is_broken_off_hurts_nobody()
    {
        for (int i = 0; i < 10; i++)
        {
            await RawRequest.BreakOffAsync(
                digits.Gateway.RestPort, "POST /v2/models/digits/infer HTTP/1.1\r\nHost: gateway\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{\"inputs\":");
        }

        Assert.Equal(20, (await digits.CountAsync(20)).Sum());
        (int _, JsonElement hosts) = await digits.Gateway.CallAsync(HttpMethod.Get, "/hosts");
        Assert.All(hosts.GetProperty("items").EnumerateArray(), host => Assert.Equal(0, host.GetProperty("restarts").GetInt32()));
    }

    [Fact]
    public async Task Something_that_is_not_HTTP_hurts_nobody()
    {
        Assert.StartsWith("HTTP/1.1 400 ", await RawRequest.HeadAsync(digits.Gateway.RestPort, "\u0016\u0003\u0001 hello\r\n\r\n"), StringComparison.Ordinal);
        using HttpResponseMessage response = await digits.InferAsync();
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }
}
