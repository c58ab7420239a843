using Gateway.Contracts;
using Gateway.TestKit;
using Xunit;

namespace Gateway.EndToEnd;

public sealed class StickyTests : IAsyncLifetime
{
    private const int Keys = 400;
    private GatewayProcess _gateway = null!;

    public async ValueTask InitializeAsync() => _gateway = await GatewayProcess.StartAsync();

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Fact]
    public async Task A_key_keeps_its_version_over_a_restart_and_while_the_candidate_grows()
    {
        await using ForeignModel model = await ForeignModel.StartAsync(_gateway, "sticky");
        await SplitAsync(30);
        Dictionary<string, string> before = await VersionsAsync();
        Assert.InRange(before.Values.Count(version => version == "2"), 93, 147); // 120 ± 3σ

        _gateway.Process.Kill();
        await _gateway.Process.ExitAsync();
        await _gateway.RestartAsync();
        await Eventually.TrueAsync(async () => (await _gateway.Client.TrafficAsync("sticky", CancellationToken.None)).Weights.GetValueOrDefault("2") == 30, "The weights after the restart");
        Assert.Equal(before, await VersionsAsync());

        await SplitAsync(50);
        Dictionary<string, string> after = await VersionsAsync();
        Assert.All(before.Where(key => key.Value == "2"), key => Assert.Equal("2", after[key.Key]));
        Assert.InRange(after.Values.Count(version => version == "2"), 170, 230); // 200 ± 3σ
    }

    private Task SplitAsync(decimal candidate) =>
        _gateway.Client.SetTrafficAsync("sticky", new Traffic { Weights = new Dictionary<string, decimal> { ["1"] = 100 - candidate, ["2"] = candidate } }, CancellationToken.None);

    private async Task<Dictionary<string, string>> VersionsAsync()
    {
        Dictionary<string, string> versions = [];
        for (int key = 0; key < Keys; key++)
        {
            using HttpResponseMessage response = await _gateway.InferAsync("sticky", ForeignModel.Body, null, ("x-routing-key", $"user-{key}"));
            versions[$"user-{key}"] = response.Headers.GetValues("x-model-version").Single();
        }

        return versions;
    }
}
