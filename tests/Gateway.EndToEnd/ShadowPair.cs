using System.Text.Json;
using Gateway.Contracts;
using Gateway.TestKit;
using Microsoft.AspNetCore.Http;

namespace Gateway.EndToEnd;

/// <summary>A gateway before two hosts of the test's: version 1 is the baseline, version 2 whatever the test makes of it.</summary>
internal sealed class ShadowPair : IAsyncDisposable
{
    public const string Model = "pair";
    public static readonly string[] Rows = ["""{"inputs":[{"name":"x","datatype":"FP32","shape":[1],"data":[1]}]}"""];

    private ShadowPair(GatewayProcess gateway, ForeignHost baseline, ForeignHost candidate) => (Gateway, Baseline, Candidate) = (gateway, baseline, candidate);

    public GatewayProcess Gateway { get; }

    public ForeignHost Baseline { get; }

    public ForeignHost Candidate { get; }

    public static async Task<ShadowPair> StartAsync()
    {
        ShadowPair pair = new(await GatewayProcess.StartAsync(), await ForeignHost.StartAsync(Model), await ForeignHost.StartAsync(Model));
        foreach (ForeignHost host in new[] { pair.Baseline, pair.Candidate })
        {
            await pair.Gateway.Client.RegisterAsync(Model, new VersionRegistration { Hosts = Texts(host.Address.ToString()) }, CancellationToken.None);
        }

        await pair.Gateway.ServesAsync(Model);
        return pair;
    }

    public static RolloutSpec Shadow(params string[] guards) => new()
    {
        Candidate = "2", Strategy = "shadow", Guards = Texts(guards), Shadow = new ShadowSpec { MinDuration = "1s", MinSamples = 30, MaxDuration = "1h" },
    };

    public static JsonElement[] Texts(params string[] texts) => [.. texts.Select(text => JsonSerializer.SerializeToElement(text))];

    /// <returns>The rollout as soon as it is so.</returns>
    public static Task<Rollout> UntilAsync(GatewayProcess gateway, Guid id, Func<Rollout, bool> so, string what) => Eventually.GetAsync(
        async () => await gateway.Client.RolloutAsync(id, CancellationToken.None) is var rollout && so(rollout) ? rollout : null, what, TimeSpan.FromSeconds(60), () => gateway.Process.Output);

    public Task<Rollout> StartAsync(RolloutSpec spec) => Gateway.Client.StartAsync(Model, spec, CancellationToken.None);

    public Task<Rollout> UntilAsync(Rollout rollout, string phase) => UntilAsync(Gateway, rollout.Id, now => now.Phase == phase, $"{phase} of the rollout");

    public Task<ShadowReport> ReportAsync(Rollout rollout) => Gateway.Client.ShadowAsync(rollout.Id, CancellationToken.None);

    public Load Load(int clients = 3) => new(Gateway, Model, Rows, clients);

    /// <summary>Answers a value of its own.</summary>
    public static Task SayAsync(HttpContext context, string value)
    {
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync($$"""{"model_name":"pair","outputs":[{"name":"y","datatype":"FP32","shape":[1],"data":[{{value}}]}]}""");
    }

    public async ValueTask DisposeAsync()
    {
        await Gateway.DisposeAsync();
        await Baseline.DisposeAsync();
        await Candidate.DisposeAsync();
    }
}
