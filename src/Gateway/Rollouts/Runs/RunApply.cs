using Gateway.Core.Analysis.Counting;
using Gateway.Core.Rollouts;
using Gateway.Rollouts.Splits;
using Gateway.Routing.Routes;
using Gateway.Routing.Shadows;

namespace Gateway.Rollouts.Runs;

/// <summary>Makes what is saved be in force: derived from saved state alone, any number of times.</summary>
internal sealed class RunApply(
    RoutePublisher publisher, RunMirror mirror, TrafficBook book, RunObservers observers, LatchFile latch, TimeProvider time)
{
    public void Apply(ModelTraffic model)
    {
        TrafficRecord traffic = model.Traffic;
        RouteSnapshot applied;
        if (model.Run is { } run && !run.Record.State.Phase.IsFinal())
        {
            SegmentCounters? segment = Segment(run);
            RouteMirror? copies = segment is null ? null : mirror.Of(run, segment, Seed(traffic));
            applied = publisher.Publish(traffic, Route(run), observers.Of(run, segment), copies, Seed(traffic));
        }
        else
        {
            applied = publisher.Publish(traffic, null, observers.Idle, null, Seed(traffic));
        }

        book.Demand();
        RolloutMetrics.Show(model, applied);
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

    /// <summary>A new one for each change, so that no client's period can follow it; the same after a restart.</summary>
    private static ulong Seed(TrafficRecord traffic) =>
        Core.Routing.StickyBuckets.Hash(traffic.Model, (ulong)traffic.Generation * 0x9E3779B97F4A7C15);
}
