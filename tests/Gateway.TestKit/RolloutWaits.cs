using System.Text.Json;
using Gateway.Contracts;

namespace Gateway.TestKit;

/// <summary>Waits for what a rollout comes to.</summary>
public static class RolloutWaits
{
    /// <returns>The rollout as soon as it is so.</returns>
    public static Task<Rollout> UntilAsync(this GatewayProcess gateway, Guid id, Func<Rollout, bool> so, string what)
    {
        Rollout? last = null;
        return Eventually.GetAsync(
            async () => so(last = await gateway.Client.RolloutAsync(id, CancellationToken.None)) ? last : null,
            what, TimeSpan.FromSeconds(60), () => $"It is {JsonSerializer.Serialize(last, ContractJson.Options)}\n{gateway.Process.Output}");
    }
}
