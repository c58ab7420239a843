using System.Collections.Immutable;
using Gateway.Analysis;
using Gateway.Analysis.History;
using Gateway.Contracts;
using Gateway.Core.Rollouts;
using Gateway.Rollouts.Freezes;
using Gateway.Routing.Clusters;
using Gateway.Routing.Routes;

namespace Gateway.Rollouts.Runs;

/// <summary>What there is to see of a live run.</summary>
internal sealed class RunLook(InFlightScan scan, HostClusters clusters, VersionRoutes versions, LatchFile latch, FreezeBook freeze, TrafficHistory history)
{
    public Observation Observe(LiveRun run)
    {
        RolloutPlan plan = run.Record.Plan;
        return Observation.Of(plan, run.State, run.Counters, () => scan.Of(run.Record.Id, run.Record.InFlightAge), () => LastMinute(plan)) with
        {
            CandidateReady = clusters.Reaches(plan.Candidate),
            Drained = versions.Find(plan.Candidate) is not { } candidate || candidate.Metrics.InFlight.Value <= 0,
            Frozen = freeze.Holds(run.Record.Model),
            Failure = latch.Of(run.Record.Id),
        };
    }

    public static ImmutableArray<GuardStatus> Status(LiveRun run, Observation seen, double candidateRate) =>
        [.. seen.Judgements.Select(judgement => GuardView.Of(judgement, run.Counters, candidateRate))];

    /// <summary>Attempts a second that the candidate gets now, copies where it gets nothing else.</summary>
    public double CandidateRate(LiveRun run) =>
        history.RequestsPerSecond(run.Record.Model) * (run.State.CandidateWeight > 0 ? run.State.CandidateWeight : run.State.Mirror) / Core.Routing.TrafficSplit.Whole;

    private LastMinute LastMinute(RolloutPlan plan)
    {
        HistoryPoint last = history.Of(plan.Baseline).Last(1 + (int)Calm.Window.TotalSeconds / VersionHistory.Seconds);
        return new LastMinute(last.Requests, last.Errors, last.Rejections, last.P99?.Value ?? TimeSpan.Zero);
    }
}
