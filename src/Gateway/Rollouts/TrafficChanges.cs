using System.Collections.Immutable;
using Gateway.Api;
using Gateway.Contracts;
using Gateway.Core.Rollouts;
using Gateway.Core.Routing;
using Gateway.Journal;
using Gateway.Registry;

namespace Gateway.Rollouts;

/// <summary>Splits set by hand: checked whole, warmed, then in force and watched.</summary>
internal sealed class TrafficChanges(
    RolloutRunner runner, PlanResolver resolver, Warmup warmup, RunStep step, RunApply apply, RunChange change, IRolloutStore store, ModelCatalog catalog, TimeProvider time)
{
    /// <param name="expected">The generation that the caller saw; null: not said.</param>
    public async Task<TrafficRecord> SetAsync(string model, Traffic body, long? expected, Caller caller, CancellationToken cancellationToken)
    {
        ModelTraffic traffic = runner.Find(model);
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

                    await ApplyAsync(traffic, wish, caller, cancellationToken);
                    return traffic.Traffic;
                },
                cancellationToken);
        }
    }

    private async Task ApplyAsync(ModelTraffic model, TrafficWish wish, Caller caller, CancellationToken cancellationToken)
    {
        TrafficRecord next = Next(model.Traffic, wish);
        string? candidate = TrafficRules.Candidate(model.Traffic, wish, model.Run?.Record.Plan.Candidate.Version);
        if (model.Run is { } run)
        {
            bool sameVersions = candidate == run.Record.Plan.Candidate.Version && wish.Baseline == run.Record.Plan.Baseline.Version;
            if (sameVersions && wish.Watch && run.State.Phase != Phase.RollingBack)
            {
                if (wish.Watch != model.Traffic.Watch || !wish.Rules.IsEmpty || !model.Traffic.Rules.IsEmpty)
                {
                    await SaveTrafficAsync(model, next with { Weights = model.Traffic.Weights }, wish, caller, cancellationToken); // the weights are the machine's to change
                }

                ImmutableArray<KeyValuePair<string, int>> others = [.. wish.Weights.Where(weight => weight.Value > 0 && weight.Key != candidate && weight.Key != wish.Baseline)];
                await step.TurnAsync(model, new Command(Verb.SetWeights, wish.Reason, wish.Weights[candidate!], others), caller, cancellationToken);
                if (model.Run?.State.Phase == Phase.Preparing)
                {
                    await step.TurnAsync(model, null, null, cancellationToken); // its hosts are warm: in force before the answer
                }

                return;
            }

            await step.TurnAsync(model, new Command(Verb.Supersede, "superseded"), caller, cancellationToken);
            next = Next(model.Traffic, wish);
        }

        if (candidate is null || !wish.Watch)
        {
            await SaveTrafficAsync(model, next, wish, caller, cancellationToken);
            apply.Apply(model);
            return;
        }

        Step open = new(Math.Clamp(wish.Weights[candidate], 1, TrafficSplit.Whole - 1), TimeSpan.Zero, 0, TimeSpan.FromDays(3650));
        ResolvedPlan resolved = resolver.Resolve(next, new RolloutSpec { Candidate = candidate, Baseline = wish.Baseline, Force = wish.Force }, open);
        RolloutState first = RolloutState.First with
        {
            ManualWeight = wish.Weights[candidate],
            Others = [.. wish.Weights.Where(weight => weight.Value > 0 && weight.Key != candidate && weight.Key != wish.Baseline)],
        };
        TrafficRecord waiting = next with { Weights = resolved.Plan.Weights(first) };
        await runner.BeginAsync(model, resolved, first, waiting, wish.Reason, caller, cancellationToken);
    }

    private async Task SaveTrafficAsync(ModelTraffic model, TrafficRecord next, TrafficWish wish, Caller caller, CancellationToken cancellationToken)
    {
        JournalEntry entry = new(
            time.GetUtcNow(), JournalKinds.TrafficChanged, model.Model, null, null, RunStep.Weights(model.Traffic.Weights), RunStep.Weights(next.Weights), caller.Actor, wish.Reason, caller.RequestId);
        await store.SaveAsync(next, null, [entry], cancellationToken);
        model.Traffic = next;
    }

    private TrafficRecord Next(TrafficRecord now, TrafficWish wish)
    {
        bool other = wish.Baseline != now.Baseline;
        return now with
        {
            Generation = now.Generation + 1,
            Baseline = wish.Baseline,
            PreviousBaseline = other ? now.Baseline : now.PreviousBaseline,
            WarmUntil = other ? time.GetUtcNow() + change.KeepWarm(now.Model) : now.WarmUntil,
            Weights = wish.Weights,
            Rules = wish.Rules,
            Watch = wish.Watch,
            Switch = null,
            RolledBack = !other && now.RolledBack,
        };
    }
}
