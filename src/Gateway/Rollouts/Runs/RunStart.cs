using System.Collections.Immutable;
using Gateway.Analysis.History;
using Gateway.Api;
using Gateway.Contracts;
using Gateway.Core.Analysis;
using Gateway.Core.Analysis.Counting;
using Gateway.Core.Rollouts;
using Gateway.Core.Statistics;
using Gateway.Journal;
using Gateway.Registry;
using Gateway.Rollouts.Plans;
using Gateway.Rollouts.Splits;

namespace Gateway.Rollouts.Runs;

/// <summary>A plan becomes a run.</summary>
internal sealed class RunStart(IRolloutStore store, RunStep step, RunApply apply, TrafficHistory history, ModelCatalog catalog, TimeProvider time)
{
    /// <summary>Saves a new run and takes its first turn. The caller holds the gate and no run is live.</summary>
    public async Task<LiveRun> BeginAsync(ModelTraffic model, ResolvedPlan resolved, RolloutState state, TrafficRecord traffic, string? reason, Caller caller, CancellationToken cancellationToken)
    {
        RolloutPlan plan = resolved.Plan;
        Guid id = Guid.CreateVersion7(time.GetUtcNow());
        LatencyHistogram baseline = history.Of(plan.Baseline).Latencies(24);
        TimeSpan timeout = Durations.TryParse(catalog.Settings(model.Model).Document.Timeout, out TimeSpan limit) ? limit : TimeSpan.FromSeconds(30);
        RolloutRecord record = new(
            id, 1, plan, resolved.Spec, state, time.GetUtcNow(), null, SavedEvidence.None, null, [], resolved.Warnings,
            BitConverter.ToUInt64(id.ToByteArray().AsSpan(8)),
            baseline.Count >= 300 && baseline.Quantile(0.95) is { } p95 ? p95 : TimeSpan.Zero,
            LimitFreeze.InFlightAge(plan.Guards, baseline, timeout));
        TrafficRecord? next = ReferenceEquals(traffic, model.Traffic) ? Clean(traffic, plan, state) : traffic;
        JournalEntry entry = new(time.GetUtcNow(), JournalKinds.RolloutStarted, model.Model, plan.Candidate.Version, id, To: Words.Of(plan.Strategy), Actor: caller.Actor, Reason: reason, RequestId: caller.RequestId);
        await store.SaveAsync(next, record, [entry], cancellationToken);
        model.Traffic = next ?? model.Traffic;
        LiveRun run = new(record, new RunCounters(model.Model, id, [], ImmutableDictionary<string, long>.Empty)) { SavedAt = time.GetTimestamp() };
        model.Run = run;
        apply.Apply(model);
        await step.TurnAsync(model, null, null, cancellationToken);
        return run;
    }

    /// <summary>A run with steps has two versions; any others lose their weight to the baseline.</summary>
    private static TrafficRecord? Clean(TrafficRecord traffic, RolloutPlan plan, RolloutState state)
    {
        ImmutableSortedDictionary<string, int> weights = plan.Weights(state);
        return weights.Where(weight => weight.Value > 0).SequenceEqual(traffic.Weights.Where(weight => weight.Value > 0)) && traffic.Switch is null
            ? null
            : traffic with { Generation = traffic.Generation + 1, Weights = weights, Baseline = plan.Baseline.Version, Switch = null };
    }
}
