using System.Collections.Concurrent;
using Gateway.Contracts;
using Gateway.TestKit;
using Xunit;

namespace Gateway.EndToEnd;

/// <summary>Weights change as often as the store lets them, under load.</summary>
public sealed class WeightChangesTests : IAsyncLifetime
{
    private GatewayProcess _gateway = null!;

    public async ValueTask InitializeAsync() => _gateway = await GatewayProcess.StartAsync();

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [LongFact]
    public async Task A_thousand_changes_lose_no_request_and_none_goes_where_no_weight_was()
    {
        int changes = LongTests.Asked ? 1_000 : 100;
        await using ForeignModel model = await ForeignModel.StartAsync(_gateway, "busy", versions: 3);
        await using Load load = model.Load(clients: 6);

        for (int change = 0; change < changes; change++)
        {
            // Version 3 never has weight; the others take everything in turn.
            Dictionary<string, decimal> weights = (change % 3) switch { 0 => new() { ["1"] = 100 }, 1 => new() { ["2"] = 100 }, _ => new() { ["1"] = 50, ["2"] = 50 } };
            await _gateway.Client.SetTrafficAsync("busy", new Traffic { Weights = weights, Watch = false }, CancellationToken.None);
            if (change % 3 < 2)
            {
                await InForceAsync($"{change % 3 + 1}");
            }
        }

        await load.StopAsync();
        Assert.Equal(0, load.Failed);
        Assert.False(load.Versions.ContainsKey("3"));
        Assert.True(load.Sent > changes * 3, $"{load.Sent} requests");
    }

    /// <summary>The answer came when the weights were in force: from then on nobody gets anything else.</summary>
    private async Task InForceAsync(string version)
    {
        ConcurrentBag<string> seen = [];
        await Parallel.ForEachAsync(Enumerable.Range(0, 4), async (_, _) =>
        {
            using HttpResponseMessage response = await _gateway.InferAsync("busy", ForeignModel.Body);
            seen.Add(response.Headers.GetValues("x-model-version").Single());
        });
        Assert.All(seen, name => Assert.Equal(version, name));
    }
}
