using System.Net;
using Gateway.Contracts;
using Gateway.TestKit;
using Xunit;

namespace Gateway.EndToEnd.Predictions;

[Collection(nameof(DigitsGateway))]
public sealed class AnswerTests(DigitsGateway digits)
{
    [Fact]
    public async Task A_real_row_is_answered_with_its_version()
    {
        using HttpResponseMessage response = await digits.InferAsync("1");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("digits", (await response.JsonAsync()).GetProperty("model_name").GetString());
        Assert.Equal("1", response.Version());
    }

    [Fact]
    public async Task Every_answer_has_an_id_of_its_own()
    {
        using HttpResponseMessage one = await digits.InferAsync(), other = await digits.InferAsync();
        Assert.NotEqual(one.PredictionId(), other.PredictionId());
        Assert.Equal(7, Guid.Parse(one.PredictionId()).Version);
    }

    [Fact]
    public async Task The_clients_own_id_is_kept()
    {
        using HttpResponseMessage response = await digits.InferAsync(null, ("x-prediction-id", "order-17.b_2"));
        Assert.Equal("order-17.b_2", response.PredictionId());
    }

    [Theory]
    [InlineData("two words")]
    [InlineData("semi;colon")]
    [InlineData("a2345678901234567890123456789012345678901234567890123456789012345")] // 65
    public async Task A_malformed_id_is_replaced(string id)
    {
        using HttpResponseMessage response = await digits.InferAsync(null, ("x-prediction-id", id));
        Assert.Equal(7, Guid.Parse(response.PredictionId()).Version);
    }

    [Fact]
    public async Task The_bodys_own_id_is_echoed()
    {
        using HttpResponseMessage response = await digits.Gateway.InferAsync(DigitsGateway.Model, Digits.Rows[0].Insert(1, "\"id\":\"row 0\","));
        Assert.Equal("row 0", (await response.JsonAsync()).GetProperty("id").GetString());
    }

    [Fact]
    public async Task Members_come_in_any_order()
    {
        string data = Digits.Rows[0][Digits.Rows[0].IndexOf("\"data\"", StringComparison.Ordinal)..].TrimEnd('}', ']') + "]";
        string turned = $$"""{"inputs":[{{{data}},"datatype":"FP32","shape":[1,64],"name":"pixels"}],"id":"7"}""";
        using HttpResponseMessage usual = await digits.InferAsync("1"), other = await digits.Gateway.InferAsync(DigitsGateway.Model, turned, "1");
        Assert.Equal((await usual.JsonAsync()).GetProperty("outputs").GetRawText(), (await other.JsonAsync()).GetProperty("outputs").GetRawText());
    }

    [Fact]
    public async Task A_client_may_shorten_the_timeout()
    {
        await using ForeignHost slow = await ForeignHost.StartAsync("slow");
        slow.Answer = context => new TaskCompletionSource().Task.WaitAsync(context.RequestAborted);
        await digits.Gateway.Client.RegisterAsync("slow", new VersionRegistration { Hosts = [System.Text.Json.JsonSerializer.SerializeToElement(slow.Address)] }, CancellationToken.None);
        await digits.Gateway.ServesAsync("slow");
        using HttpResponseMessage response = await digits.Gateway.InferAsync("slow", "{}", null, ("x-request-timeout", "150ms"));
        Assert.Equal(HttpStatusCode.GatewayTimeout, response.StatusCode);
        Assert.Contains("version 1 of slow", await response.ErrorAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("soon")]
    [InlineData("0s")]
    [InlineData("-5ms")]
    public async Task A_timeout_that_is_no_duration_is_refused(string timeout)
    {
        using HttpResponseMessage response = await digits.InferAsync(null, ("x-request-timeout", timeout));
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains($"\"{timeout}\"", await response.ErrorAsync(), StringComparison.Ordinal);
    }
}
