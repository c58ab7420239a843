using System.Collections.Concurrent;
using Gateway.Contracts;
using Gateway.TestKit;
using Xunit;

namespace Gateway.EndToEnd;

public sealed class StickyTests : IAsyncLifetime
{
    private const int Keys = 2000;
    private GatewayProcess _gateway = null!;

    public async ValueTask InitializeAsync() => _gateway = await GatewayProcess.StartAsync();

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [LongFact]
    public async Task A_key_keeps_its_version_over_a_restart_and_while_the_candidate_grows()
    {
        await using ForeignModel model = await ForeignModel.StartAsync(_gateway, "sticky");
        HashSet<string> one = await CandidatesAsync(1), five = await CandidatesAsync(5);

        _gateway.Process.Kill();
        await _gateway.Process.ExitAsync();
        await _gateway.RestartAsync();
        await Eventually.TrueAsync(async () => (await _gateway.Client.TrafficAsync("sticky", CancellationToken.None)).Weights.GetValueOrDefault("2") == 5, "The weights after the restart");
        Assert.Equal(five.Order(), (await KeysAsync()).Order());

        HashSet<string> half = await CandidatesAsync(50);
        Assert.Subset(five, one);
        Assert.Subset(half, five);
    }

    /// <returns>The keys that get the candidate at a weight in percent: as many as it says. The salt is drawn, so within 4σ: one run in 5 000 would leave that. StickyBucketsTests holds 3σ for given salts.</returns>
    private async Task<HashSet<string>> CandidatesAsync(decimal percent)
    {
        await _gateway.Client.SetTrafficAsync("sticky", new Traffic { Weights = new Dictionary<string, decimal> { ["1"] = 100 - percent, ["2"] = percent } }, CancellationToken.None);
        HashSet<string> keys = await KeysAsync();
        double share = (double)percent / 100, sigma = Math.Sqrt(Keys * share * (1 - share));
        Assert.InRange(keys.Count, Keys * share - 4 * sigma, Keys * share + 4 * sigma);
        return keys;
    }

    private async Task<HashSet<string>> KeysAsync()
    {
        ConcurrentBag<string> candidates = [];
        await Parallel.ForEachAsync(Enumerable.Range(0, Keys), new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (key, _) =>
        {
            using HttpResponseMessage response = await _gateway.InferAsync("sticky", ForeignModel.Body, null, ("x-routing-key", $"user-{key}"));
            if (response.Headers.GetValues("x-model-version").Single() == "2")
            {
                candidates.Add($"user-{key}");
            }
        });
        return [.. candidates];
    }
}
