using Gateway.Contracts;
using Gateway.TestKit;

namespace Gateway.EndToEnd;

/// <summary>A model of its own with two versions: 1 is the baseline, 2 whatever the test makes of it.</summary>
internal sealed class ShadowPair : IAsyncDisposable
{
    private static int _pairs;

    private ShadowPair(ForeignModel model) => Model = model;

    public ForeignModel Model { get; }

    public static async Task<ShadowPair> StartAsync(GatewayProcess gateway) => new(await ForeignModel.StartAsync(gateway, $"pair{Interlocked.Increment(ref _pairs)}"));

    public static RolloutSpec Shadow(params string[] guards) => new()
    {
        Candidate = "2", Strategy = "shadow", Guards = Json.List(guards), Shadow = new ShadowSpec { MinDuration = "1s", MinSamples = 30, MaxDuration = "1h" },
    };

    public Task<ShadowReport> ReportAsync(Rollout rollout) => Model.Gateway.Client.ShadowAsync(rollout.Id, CancellationToken.None);

    public ValueTask DisposeAsync() => Model.DisposeAsync();
}
