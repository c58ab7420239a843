using System.Collections.Immutable;
using Gateway.Analysis.History;
using Gateway.Contracts;
using Gateway.Core.Analysis;
using Gateway.Core.Rollouts;
using Gateway.Core.Statistics;
using Gateway.Registry;
using Gateway.Rollouts.Splits;

namespace Gateway.Rollouts.Runs;

/// <summary>What a run's state means for the records around it.</summary>
internal sealed class RunChange(ModelCatalog catalog, TrafficHistory history, TimeProvider time)
{
    /// <returns>The same record, or one whose latency limits are known now.</returns>
    public RolloutRecord Freeze(RolloutRecord record)
    {
        if (!record.Plan.Waits)
        {
            return record;
        }

        LatencyHistogram day = history.Of(record.Plan.Baseline).Latencies(24);
        RolloutPlan plan = record.Plan.Freeze(guards => LimitFreeze.Apply(guards, day));
        return plan == record.Plan ? record : record with { Plan = plan };
    }

    /// <returns>The traffic that the state asks for; null when it is in force already.</returns>
    public TrafficRecord? Traffic(TrafficRecord now, RolloutRecord record)
    {
        (RolloutPlan plan, RolloutState state) = (record.Plan, record.State);
        if (state.Phase == Phase.Promoted)
        {
            return now.To(plan.Candidate.Version, WarmUntil(record.Model));
        }

        ImmutableSortedDictionary<string, int> weights = plan.Weights(state);
        if (state is { Phase: Phase.Aborted, Cause: Cause.Superseded } || now.Switch is null && Same(weights, now.Weights))
        {
            return null;
        }

        return now with { Generation = now.Generation + 1, Weights = weights, Baseline = plan.Baseline.Version, Switch = null };
    }

    /// <returns>Until when a baseline that is one no more keeps its hosts.</returns>
    public DateTimeOffset WarmUntil(string model) =>
        time.GetUtcNow() + (Durations.TryParse(catalog.Settings(model).Document.KeepWarm, out TimeSpan kept) ? kept : TimeSpan.FromHours(1));

    public static SavedEvidence Evidence(LiveRun run) => new(
        run.Counters.Read(),
        run.Record.Evidence.From.SetItems(run.Counters.Live.Select(segment => KeyValuePair.Create(segment.Id, segment.From))),
        run.Counters.Keys.Save().ToImmutableDictionary());

    private static bool Same(ImmutableSortedDictionary<string, int> one, ImmutableSortedDictionary<string, int> other) =>
        one.Where(weight => weight.Value > 0).SequenceEqual(other.Where(weight => weight.Value > 0));
}
