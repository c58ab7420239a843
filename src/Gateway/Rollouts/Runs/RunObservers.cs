using Gateway.Analysis;
using Gateway.Analysis.History;
using Gateway.Core.Analysis;
using Gateway.Core.Analysis.Counting;
using Gateway.Core.Rollouts;
using Gateway.Routing;

namespace Gateway.Rollouts.Runs;

/// <summary>Who counts a model's attempts.</summary>
internal sealed class RunObservers(HistoryObserver history, InFlightScan scan, IVerdictSink sink)
{
    /// <summary>While no run is live.</summary>
    public IRequestObserver Idle => history;

    /// <param name="segment">Null: nothing of the candidate is counted now.</param>
    public IRequestObserver Of(LiveRun run, SegmentCounters? segment)
    {
        (RolloutPlan plan, RolloutState state) = (run.Record.Plan, run.Record.State);
        if (segment is null || state.CandidateWeight == 0)
        {
            return history; // where the candidate gets only copies there is nothing to compare the baseline's requests with
        }

        GuardSet guards = state.Phase == Phase.Baking ? plan.Counted : plan.Guards;
        return new RunObserver(run.Counters, segment, guards, history, () => scan.Of(run.Counters.Run, run.Record.InFlightAge), sink);
    }
}
