using Gateway.Analysis;
using Gateway.Core.Analysis.Counting;
using Gateway.Core.Rollouts;
using Gateway.Rollouts.Splits;
using Gateway.Routing.Shadows;

namespace Gateway.Rollouts.Runs;

/// <summary>The copies that a run's state asks for.</summary>
internal sealed class RunMirror(RoutePublisher publisher, ShadowLanes lanes)
{
    /// <returns>Null: none.</returns>
    public RouteMirror? Of(LiveRun run, SegmentCounters segment, ulong seed)
    {
        (RolloutPlan plan, RolloutState state) = (run.Record.Plan, run.Record.State);
        return state.Mirror == 0 ? null : new RouteMirror(
            publisher.Route(plan.Candidate), state.Mirror, seed ^ 0xA0761D6478BD642F, lanes.Of(plan.Candidate), new ShadowObserver(new CopyTally(run.Counters, segment), run.Shadow, plan.Tolerance, plan.Compare));
    }
}
