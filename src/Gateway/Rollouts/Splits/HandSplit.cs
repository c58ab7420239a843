using System.Collections.Immutable;
using Gateway.Api;
using Gateway.Contracts;
using Gateway.Core.Rollouts;
using Gateway.Core.Routing;
using Gateway.Rollouts.Plans;
using Gateway.Rollouts.Runs;

namespace Gateway.Rollouts.Splits;

/// <summary>Makes a split that was set by hand the model's traffic: watched as a rollout, unless that was not wanted.</summary>
internal sealed class HandSplit(PlanResolver resolver, RunStep step, RunStart start, RunChange change, TrafficSave save)
{
    public async Task ApplyAsync(ModelTraffic model, TrafficWish wish, Caller caller, CancellationToken cancellationToken)
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
                    await SaveAsync(model, next with { Weights = model.Traffic.Weights }, wish, caller, cancellationToken); // the weights are the machine's to change
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
            await SaveAsync(model, next, wish, caller, cancellationToken);
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
        await start.BeginAsync(model, resolved, first, waiting, wish.Reason, caller, cancellationToken);
    }

    private Task SaveAsync(ModelTraffic model, TrafficRecord next, TrafficWish wish, Caller caller, CancellationToken cancellationToken) =>
        save.SaveAsync(model, next, null, Words.Weights(next.Weights), wish.Reason, caller, cancellationToken);

    private TrafficRecord Next(TrafficRecord now, TrafficWish wish)
    {
        bool other = wish.Baseline != now.Baseline;
        return now with
        {
            Generation = now.Generation + 1,
            Baseline = wish.Baseline,
            PreviousBaseline = other ? now.Baseline : now.PreviousBaseline,
            WarmUntil = other ? change.WarmUntil(now.Model) : now.WarmUntil,
            Weights = wish.Weights,
            Rules = wish.Rules,
            Watch = wish.Watch,
            Switch = null,
            RolledBack = !other && now.RolledBack,
        };
    }
}
