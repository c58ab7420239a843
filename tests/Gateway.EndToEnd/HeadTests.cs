using System.Text.Json;
using Gateway.TestKit;
using Xunit;

namespace Gateway.EndToEnd;

/// <summary>HEAD is answered wherever GET is, with the same status and content type and without a body.</summary>
public sealed class HeadTests(Fleet fleet) : IClassFixture<Fleet>
{
    private readonly GatewayProcess _gateway = fleet.Gateway;

    [Fact]
    public async Task Every_GET_of_the_admin_API_answers_HEAD()
    {
        JsonElement paths = JsonDocument.Parse(await _gateway.Admin.GetStringAsync("/swagger/v1/swagger.json")).RootElement.GetProperty("paths");
        string[] gets = [.. paths.EnumerateObject().Where(path => path.Value.TryGetProperty("get", out _)).Select(path => path.Name
            .Replace("{model}", "still", StringComparison.Ordinal).Replace("{version}", "1", StringComparison.Ordinal).Replace("{name}", "default", StringComparison.Ordinal))];
        Assert.Contains("/api/v1/models/still/traffic", gets);
        foreach (string path in gets.Concat(["/metrics", "/swagger/index.html", "/swagger/v1/swagger.json", "/swagger/prediction/swagger.json"]))
        {
            await SameAsync(_gateway.Admin, path);
        }
    }

    [Theory]
    [InlineData("/v2")]
    [InlineData("/v2/models")]
    [InlineData("/v2/health/live")]
    [InlineData("/v2/health/ready")]
    [InlineData("/v2/models/still")]
    [InlineData("/v2/models/still/ready")]
    [InlineData("/v2/models/still/versions/1")]
    [InlineData("/v2/models/still/stats")]
    [InlineData("/v1/models")]
    [InlineData("/v1/models/still")]
    [InlineData("/v2/models/nobody")]
    public Task Every_GET_of_the_prediction_port_answers_HEAD(string path) => SameAsync(_gateway.Prediction, path);

    [Fact]
    public async Task A_live_stream_of_events_ends_at_once_for_HEAD()
    {
        using HttpRequestMessage request = new(HttpMethod.Head, "/api/v1/events") { Headers = { { "accept", "text/event-stream" } } };
        using HttpResponseMessage answer = await _gateway.Admin.SendAsync(request);
        Assert.Equal((200, "text/event-stream"), ((int)answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
    }

    [Fact]
    public async Task What_is_no_GET_is_no_HEAD()
    {
        using HttpRequestMessage infer = new(HttpMethod.Head, "/v2/models/still/infer"), stop = new(HttpMethod.Head, "/api/v1/stop");
        using HttpResponseMessage first = await _gateway.Prediction.SendAsync(infer), second = await _gateway.Admin.SendAsync(stop);
        Assert.Equal((405, 405), ((int)first.StatusCode, (int)second.StatusCode));
    }

    private static async Task SameAsync(HttpClient client, string path)
    {
        using HttpResponseMessage whole = await client.GetAsync(path);
        using HttpRequestMessage request = new(HttpMethod.Head, path);
        using HttpResponseMessage head = await client.SendAsync(request);
        Assert.Equal((path, whole.StatusCode, whole.Content.Headers.ContentType?.ToString()), (path, head.StatusCode, head.Content.Headers.ContentType?.ToString()));
        Assert.Empty(await head.Content.ReadAsByteArrayAsync());
    }
}
