using Gateway.Analysis;
using Gateway.Core.Analysis.Counting;
using Gateway.Core.Rollouts;
using Gateway.Journal;
using Gateway.Rollouts.Splits;

namespace Gateway.Rollouts.Runs;

/// <summary>What is there of the gateway before, and a run that was live when it ended.</summary>
internal sealed class RunRecovery(IRolloutStore store, LatchFile latch, TimeProvider time)
{
    public Task<RolloutContent> LoadAsync(CancellationToken cancellationToken) => store.LoadAsync(time.GetUtcNow() - ModelTraffic.EndedLately, cancellationToken);

    /// <summary>Saved and explained before any traffic flows.</summary>
    public async Task<ModelTraffic> RecoverAsync(TrafficRecord traffic, RolloutRecord record, CancellationToken cancellationToken)
    {
        RolloutState state = latch.Of(record.Id) is { } failure && record.State.Phase != Phase.RollingBack
            ? RolloutMachine.Next(record.Plan, record.State, new Observation([], 0, false, Failure: failure), null, TimeSpan.Zero)
            : record.State.Recovered();
        RunCounters counters = new(traffic.Model, record.Id, record.Evidence.Counts.Segments, record.Evidence.Counts.LimitsFrom);
        counters.Keys.Load(record.Evidence.Keys);
        RolloutRecord recovered = record with { State = state, Revision = record.Revision + 1 };
        TrafficRecord weights = traffic with { Generation = traffic.Generation + 1, Weights = record.Plan.Weights(state), Baseline = record.Plan.Baseline.Version };
        JournalEntry entry = new(
            time.GetUtcNow(), JournalKinds.RolloutChanged, record.Model, record.Plan.Candidate.Version, record.Id, Words.Shown(record.State), Words.Shown(state), "gateway",
            state.Phase == Phase.RollingBack ? state.Reason : "the gateway was restarted");
        await store.SaveAsync(weights, recovered, [entry], cancellationToken);
        LiveRun run = new(recovered, counters);
        run.Shadow.Load(record.Shadow ?? ShadowTotals.None);
        return new ModelTraffic(weights) { Run = run };
    }
}
