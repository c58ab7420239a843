using System.Collections.Immutable;
using Gateway.Analysis;
using Gateway.Contracts;
using Gateway.Core.Analysis;
using Gateway.Core.Analysis.Counting;
using Gateway.Core.Rollouts;
using Gateway.Routing;

namespace Gateway.Rollouts;

/// <summary>What there is to see of a live run.</summary>
internal sealed class RunLook(InFlightScan scan, HostClusters clusters, VersionRoutes versions, LatchFile latch, FreezeBook freeze, TrafficHistory history)
{
    public Observation Observe(LiveRun run)
    {
        RolloutPlan plan = run.Record.Plan;
        Core.Analysis.Evidence evidence = run.Counters.Read();
        ImmutableArray<Judgement> judgements = Judge.Verdicts(plan.Guards, evidence, () => scan.Of(run.Record.Id, run.Record.InFlightAge));
        return new Observation(
            judgements,
            evidence.CandidateAttempts,
            clusters.Reaches(plan.Candidate),
            versions.Find(plan.Candidate) is not { } candidate || candidate.Metrics.InFlight.Value <= 0,
            freeze.Holds(run.Record.Model),
            run.State.HeldBecause == HeldBecause.Environment && Calm.IsOver(judgements, LastMinute(plan)),
            latch.Of(run.Record.Id))
        {
            Quantiles = Quantiles(plan.Guards, run.Counters),
        };
    }

    public static ImmutableArray<GuardStatus> Status(LiveRun run, Observation seen, double candidateRate) =>
        [.. seen.Judgements.Select(judgement => GuardView.Of(judgement, run.Counters, candidateRate))];

    private static ImmutableDictionary<string, TimeSpan> Quantiles(GuardSet guards, RunCounters counters) => guards.Guards
        .Where(guard => guard.Guard.Measure.IsLatency())
        .Select(guard => (guard.Guard.Text, Value: counters.Candidate.Quantile(1 - guard.Guard.Measure.AllowedSlow())))
        .Where(pair => pair.Value is not null)
        .ToImmutableDictionary(pair => pair.Text, pair => pair.Value!.Value);

    /// <summary>Attempts a second that the candidate gets now.</summary>
    public double CandidateRate(LiveRun run) => history.RequestsPerSecond(run.Record.Model) * run.State.CandidateWeight / Core.Routing.TrafficSplit.Whole;

    private LastMinute LastMinute(RolloutPlan plan)
    {
        VersionHistory baseline = history.Of(plan.Baseline);
        (long attempts, long errors, long rejections) = baseline.Last(Calm.Window);
        return new LastMinute(attempts, errors, rejections, LatestSlow(baseline));
    }

    private static TimeSpan LatestSlow(VersionHistory baseline) =>
        baseline.Points(DateTimeOffset.UnixEpoch, coarse: false).TakeLast(6).Select(point => point.P99 ?? TimeSpan.Zero).DefaultIfEmpty().Max();
}
