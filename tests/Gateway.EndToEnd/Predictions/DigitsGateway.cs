using Gateway.Contracts;
using Gateway.TestKit;
using Xunit;

namespace Gateway.EndToEnd.Predictions;

/// <summary>One gateway with two versions of the digits, both with hosts; a test that sets weights sets all it needs.</summary>
public sealed class DigitsGateway : IAsyncLifetime
{
    public const string Model = "digits";

    private GatewayProcess? _gateway;

    public GatewayProcess Gateway => _gateway!;

    public async ValueTask InitializeAsync()
    {
        _gateway = await GatewayProcess.StartAsync();
        await Gateway.PushAsync(Model, Digits.Artifact(1));
        await Gateway.PushAsync(Model, Digits.Artifact(2));
        await Gateway.ServesAsync(Model);
        await SplitAsync(50, 50);
    }

    public ValueTask DisposeAsync() => _gateway?.DisposeAsync() ?? ValueTask.CompletedTask;

    public Task<HttpResponseMessage> InferAsync(string? version = null, params (string Name, string Value)[] headers) =>
        Gateway.InferAsync(Model, Digits.Rows[0], version, headers);

    /// <summary>Neither judged nor rescued: these tests are about the split.</summary>
    public Task<Traffic> SplitAsync(decimal first, decimal second, params TrafficRule[] rules) => Gateway.Client.SetTrafficAsync(
        Model, new Traffic { Baseline = first > 0 ? "1" : "2", Weights = new Dictionary<string, decimal> { ["1"] = first, ["2"] = second }, Rules = rules, Watch = false }, CancellationToken.None);

    /// <summary>How often each version answered, in the order of the versions.</summary>
    public async Task<int[]> CountAsync(int requests, params (string Name, string Value)[] headers)
    {
        int[] counts = new int[2];
        for (int i = 0; i < requests; i++)
        {
            using HttpResponseMessage response = await InferAsync(null, headers);
            counts[int.Parse(response.Version(), null) - 1]++;
        }

        return counts;
    }
}

[CollectionDefinition(nameof(DigitsGateway))]
public sealed class DigitsShared : ICollectionFixture<DigitsGateway>;
