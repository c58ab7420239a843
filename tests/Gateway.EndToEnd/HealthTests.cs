using System.Net;
using System.Text.Json;
using Gateway.TestKit;
using Xunit;

namespace Gateway.EndToEnd;

/// <summary>What the gateway says of itself is so.</summary>
public sealed class HealthTests : IAsyncLifetime
{
    private GatewayProcess _gateway = null!;

    public async ValueTask InitializeAsync() => _gateway = await GatewayProcess.StartAsync();

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Fact]
    public async Task It_is_ready_while_some_model_can_serve_and_not_while_none_can()
    {
        Assert.Equal(HttpStatusCode.OK, await ReadyAsync());
        await using ForeignModel first = await ForeignModel.StartAsync(_gateway, "first", versions: 1);
        await using ForeignModel second = await ForeignModel.StartAsync(_gateway, "second", versions: 1);
        Assert.Equal((200, "healthy"), await HealthAsync("models"));

        first.Baseline.Ready = () => false;
        await Eventually.TrueAsync(async () => await HealthAsync("models") == (200, "degraded"), "One model without a host is degraded");
        Assert.Equal(HttpStatusCode.OK, await ReadyAsync());

        second.Baseline.Ready = () => false;
        await Eventually.TrueAsync(async () => await ReadyAsync() == HttpStatusCode.ServiceUnavailable, "Not ready while nothing can serve");
        Assert.Equal((503, "unhealthy"), await HealthAsync("models"));
        using HttpResponseMessage missing = await _gateway.Admin.GetAsync("/readyz");
        Assert.Contains("anyHost", await missing.Content.ReadAsStringAsync(), StringComparison.Ordinal);

        first.Baseline.Ready = () => true;
        await Eventually.TrueAsync(async () => await ReadyAsync() == HttpStatusCode.OK, "Ready again with one");
    }

    [Fact]
    public async Task Every_part_tells_how_it_is()
    {
        using JsonDocument health = JsonDocument.Parse(await (await _gateway.Admin.GetAsync("/api/v1/health")).Content.ReadAsStringAsync());
        JsonElement[] parts = [.. health.RootElement.GetProperty("parts").EnumerateArray()];
        Assert.Equal(["database", "disk", "loop", "memory", "models"], parts.Select(part => part.GetProperty("name").GetString()).Order());
        Assert.All(parts, part => Assert.NotEmpty(part.GetProperty("says").GetString()!));
        Assert.Equal("healthy", parts.Single(part => part.GetProperty("name").GetString() == "loop").GetProperty("status").GetString());
    }

    private async Task<HttpStatusCode> ReadyAsync()
    {
        using HttpResponseMessage ready = await _gateway.Admin.GetAsync("/readyz");
        return ready.StatusCode;
    }

    private async Task<(int Status, string Models)> HealthAsync(string part)
    {
        using HttpResponseMessage response = await _gateway.Admin.GetAsync("/api/v1/health");
        using JsonDocument health = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        return ((int)response.StatusCode, health.RootElement.GetProperty("parts").EnumerateArray().Single(entry => entry.GetProperty("name").GetString() == part).GetProperty("status").GetString()!);
    }
}
