using System.Text.Json;
using Gateway.TestKit;
using Xunit;

namespace Gateway.EndToEnd;

/// <summary>A version behind V2 and one behind HTTP of its own: a request of the one is none of the other.</summary>
public sealed class OneProtocolTests(Fleet fleet) : IClassFixture<Fleet>
{
    private readonly GatewayProcess _gateway = fleet.Gateway;

    [Fact]
    public async Task Versions_of_two_protocols_share_no_traffic_and_neither_rescues_the_other()
    {
        await using ForeignModel model = await ForeignModel.StartAsync(_gateway, "mixed", versions: 1);
        await using ForeignHost http = await ForeignHost.StartAsync("mixed");
        (int registered, _) = await _gateway.CallAsync(HttpMethod.Post, "/models/mixed/versions", new { hosts = new[] { http.Url }, protocol = "http" });
        Assert.InRange(registered, 200, 202);
        await model.StateAsync("2", "ready");

        foreach ((HttpMethod method, string path, string body, string at) in new[]
        {
            (HttpMethod.Post, "/models/mixed/rollouts?dryRun=true", """{"candidate":"2","guards":["errors <= 2%"]}""", "candidate"),
            (HttpMethod.Post, "/models/mixed/rollouts", """{"candidate":"2","guards":["errors <= 2%"]}""", "candidate"),
            (HttpMethod.Put, "/models/mixed/traffic", """{"weights":{"1":90,"2":10}}""", "weights.2"),
            (HttpMethod.Put, "/models/mixed/traffic", """{"weights":{"1":100},"rules":[{"header":"x","in":["y"],"version":"2"}]}""", "rules[0].version"),
        })
        {
            (int status, JsonElement answer) = await _gateway.CallAsync(method, path, body);
            Assert.Equal(400, status);
            Assert.StartsWith("speaks http and version 1 speaks v2: no request suits both", answer.Problems()[at], StringComparison.Ordinal);
        }

        Assert.Equal(100, (await model.WeightsAsync())["1"]);
        (int whole, _) = await _gateway.CallAsync(HttpMethod.Put, "/models/mixed/traffic", """{"weights":{"2":100}}""");
        Assert.Equal(200, whole);
    }
}
