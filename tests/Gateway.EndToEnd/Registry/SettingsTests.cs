using System.Net.Http.Headers;
using System.Text.Json;
using Xunit;

namespace Gateway.EndToEnd.Registry;

public sealed class SettingsTests(RegistryGateway registry) : IClassFixture<RegistryGateway>
{
    [Fact]
    public async Task Settings_may_exist_before_the_model_and_spell_out_every_default()
    {
        (int status, JsonElement settings) = await registry.Gateway.CallAsync(HttpMethod.Get, "/models/not-yet/settings");
        Assert.Equal(200, status);
        Assert.Equal(
            ("default", "register", "x-routing-key", "30s", "cpu", "1h", 10),
            (settings.GetProperty("policy").GetString(), settings.GetProperty("onPush").GetString(), settings.GetProperty("stickyHeader").GetString(), settings.GetProperty("timeout").GetString(),
                settings.GetProperty("device").GetString(), settings.GetProperty("keepWarm").GetString(), settings.GetProperty("keepVersions").GetInt32()));
    }

    [Fact]
    public async Task Every_wrong_value_is_told_at_once()
    {
        (int status, JsonElement problem) = await registry.Gateway.CallAsync(
            HttpMethod.Put, "/models/wrong/settings", """{"timeout":"soon","hosts":0,"device":"abacus","concurrency":-1,"keepVersions":0,"stickyHeader":"two words","intraOp":0,"batching":{"maxBatchSize":8,"maxQueueDelay":"11s","preferredBatchSizes":[4,9],"queue":-1}}""");
        Assert.Equal(400, status);
        Assert.Equal(
            ["stickyHeader", "timeout", "hosts", "device", "intraOp", "concurrency", "batching.maxQueueDelay", "batching.preferredBatchSizes[1]", "batching.queue", "keepVersions"],
            problem.GetProperty("errors").EnumerateArray().Select(error => error.GetProperty("path").GetString()));
    }

    [Fact]
    public async Task Every_unknown_field_is_told_at_once()
    {
        (int status, JsonElement problem) = await registry.Gateway.CallAsync(HttpMethod.Put, "/models/wrong/settings", """{"timeouts":"1s","colour":"red","hosts":"two"}""");
        Assert.Equal(400, status);
        Assert.Superset(
            new HashSet<string?> { "timeouts", "colour", "hosts" }, problem.GetProperty("errors").EnumerateArray().Select(error => error.GetProperty("path").GetString()).ToHashSet());
    }

    [Fact]
    public async Task Whoever_changes_what_he_did_not_see_is_refused()
    {
        (HttpResponseHeaders seen, _) = await PutAsync("raced", "1s", null);
        string tag = seen.ETag!.Tag;
        (HttpResponseHeaders next, int first) = await PutAsync("raced", "2s", tag);
        (_, int late) = await PutAsync("raced", "3s", tag);
        Assert.Equal((200, 412), (first, late));
        Assert.NotEqual(tag, next.ETag!.Tag);
        Assert.Equal("2s", (await registry.Gateway.Client.SettingsAsync("raced", CancellationToken.None)).Timeout);
    }

    private async Task<(HttpResponseHeaders Headers, int Status)> PutAsync(string model, string timeout, string? tag)
    {
        using HttpRequestMessage request = new(HttpMethod.Put, $"/api/v1/models/{model}/settings") { Content = RegistryGateway.Json($$"""{"timeout":"{{timeout}}"}""") };
        if (tag is not null)
        {
            request.Headers.IfMatch.ParseAdd(tag);
        }

        using HttpResponseMessage response = await registry.Gateway.Admin.SendAsync(request);
        return (response.Headers, (int)response.StatusCode);
    }
}
