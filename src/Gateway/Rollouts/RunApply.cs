using Gateway.Analysis;
using Gateway.Core.Analysis.Counting;
using Gateway.Core.Analysis;
using Gateway.Core.Rollouts;
using Gateway.Routing;

namespace Gateway.Rollouts;

/// <summary>Makes what is saved be in force: derived from saved state alone, any number of times.</summary>
internal sealed class RunApply(
    RoutePublisher publisher, RunMirror mirror, TrafficBook book, HistoryObserver history, InFlightScan scan, IVerdictSink sink, LatchFile latch, RouteTable table, TimeProvider time)
{
    public void Apply(ModelTraffic model)
    {
        TrafficRecord traffic = model.Traffic;
        if (model.Run is { } run && !run.Record.State.Phase.IsFinal())
        {
            SegmentCounters? segment = Segment(run);
            RouteMirror? copies = segment is null ? null : mirror.Of(run, segment, Seed(traffic));
            publisher.Publish(traffic, Route(run), segment is null ? history : Observer(run, segment), copies, Seed(traffic));
        }
        else
        {
            publisher.Publish(traffic, null, history, null, Seed(traffic));
        }

        book.Demand();
        RolloutMetrics.Show(model, table.Find(model.Model)?.Current);
    }

    private RouteRun Route(LiveRun run) => new(
        run.Record.Id,
        run.Record.Plan.Candidate.Version,
        run.Record.Plan.Rescue,
        run.Record.State.Phase == Phase.RollingBack || latch.Of(run.Record.Id) is not null,
        run.Record.StickySalt,
        run.Record.BaselineP95);

    /// <returns>Null: nothing of the candidate is counted now.</returns>
    private SegmentCounters? Segment(LiveRun run)
    {
        (RolloutPlan plan, RolloutState state) = (run.Record.Plan, run.Record.State);
        GuardCounter[]? copies = plan.MayMirror ? plan.ShadowGuards is { } shadow ? GuardCounter.Of(shadow) : [] : null;
        return state is { CandidateWeight: 0, Mirror: 0 }
            ? null
            : run.Counters.Continue(state.CandidateWeight, plan.Weights(state)[plan.Baseline.Version], GuardCounter.Of(plan.Counted), time.GetUtcNow(), copies);
    }

    /// <summary>Where the candidate gets only copies there is nothing to compare the baseline's requests with.</summary>
    private IRequestObserver Observer(LiveRun run, SegmentCounters segment)
    {
        (RolloutPlan plan, RolloutState state) = (run.Record.Plan, run.Record.State);
        GuardSet guards = state.Phase == Phase.Baking ? plan.Counted : plan.Guards;
        return state.CandidateWeight == 0 ? history : new RunObserver(run.Counters, segment, guards, history, scan, run.Record.InFlightAge, sink);
    }

    /// <summary>A new one for each change, so that no client's period can follow it; the same after a restart.</summary>
    private static ulong Seed(TrafficRecord traffic) =>
        Core.Routing.StickyBuckets.Hash(traffic.Model, (ulong)traffic.Generation * 0x9E3779B97F4A7C15);
}
