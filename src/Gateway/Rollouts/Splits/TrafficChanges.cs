using Gateway.Api;
using Gateway.Contracts;
using Gateway.Core.Rollouts;
using Gateway.Registry;
using Gateway.Rollouts.Runs;

namespace Gateway.Rollouts.Splits;

/// <summary>Splits set by hand: checked whole, warmed, then in force and watched.</summary>
internal sealed class TrafficChanges(TrafficBook book, Warmup warmup, HandSplit split, ModelCatalog catalog)
{
    /// <exception cref="RefusedException">400 with everything that is wrong, or what stands in its way now.</exception>
    public void Require(string model, Traffic body) => TrafficRules.Read(book.Require(model).Traffic, body, catalog);

    /// <param name="expected">The generation that the caller saw; null: not said.</param>
    public async Task<TrafficRecord> SetAsync(string model, Traffic body, long? expected, Caller caller, CancellationToken cancellationToken)
    {
        ModelTraffic traffic = book.Require(model);
        TrafficWish wish = TrafficRules.Read(traffic.Traffic, body, catalog);
        if (expected is null && traffic.Run is { Record.Plan.Strategy: not Strategy.Manual })
        {
            throw new RefusedException(428, "precondition-required", "A rollout is running.", "Send If-Match with the generation that you saw, so that no one's work is undone by mistake.");
        }

        using (await warmup.ReadyAsync(model, wish.Weights.Where(weight => weight.Value > 0).Select(weight => weight.Key), cancellationToken))
        {
            return await traffic.AloneAsync(
                async () =>
                {
                    if (expected is { } seen && seen != traffic.Traffic.Generation)
                    {
                        throw ETags.Lost();
                    }

                    await split.ApplyAsync(traffic, wish, caller, cancellationToken);
                    return traffic.Traffic;
                },
                cancellationToken);
        }
    }
}
