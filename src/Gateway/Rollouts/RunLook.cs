using System.Collections.Immutable;
using Gateway.Analysis;
using Gateway.Contracts;
using Gateway.Core.Analysis.Counting;
using Gateway.Core.Analysis;
using Gateway.Core.Rollouts;
using Gateway.Routing;

namespace Gateway.Rollouts;

/// <summary>What there is to see of a live run.</summary>
internal sealed class RunLook(InFlightScan scan, HostClusters clusters, VersionRoutes versions, LatchFile latch, FreezeBook freeze, TrafficHistory history)
{
    private static readonly TimeSpan Calm = TimeSpan.FromSeconds(60);
    private const long EnoughToBeCalm = 60;

    public Observation Observe(LiveRun run)
    {
        RolloutPlan plan = run.Record.Plan;
        Core.Analysis.Evidence evidence = run.Counters.Read();
        GuardSet guards = plan.GuardsIn(run.State);
        ImmutableArray<Judgement> judgements = Judge.Verdicts(guards, evidence, () => scan.Of(run.Record.Id, run.Record.InFlightAge));
        string[] counted = [.. plan.Counted.Counters];
        long attempts = evidence.Segments.Sum(segment => counted.Select(counter => segment.Of(counter).CandidateAttempts).DefaultIfEmpty(0).Max());
        return new Observation(
            judgements,
            attempts,
            clusters.Reaches(plan.Candidate),
            versions.Find(plan.Candidate) is not { } candidate || candidate.Metrics.InFlight.Value <= 0,
            freeze.Holds(run.Record.Model),
            run.State.HeldBecause == HeldBecause.Environment && Disturbed(judgements).All(judgement => IsCalm(plan, judgement)),
            latch.Of(run.Record.Id))
        {
            ShadowAttempts = evidence.Total(ShadowCounters.Pairs).CandidateAttempts,
            Quantiles = Quantiles(guards, run.Counters),
        };
    }

    public static ImmutableArray<GuardStatus> Status(LiveRun run, Observation seen, double candidateRate) =>
        [.. seen.Judgements.Select(judgement => GuardView.Of(judgement, run.Counters, candidateRate))];

    /// <summary>A guard of copies may have the text of one of live requests: then the latter's.</summary>
    private static ImmutableDictionary<string, TimeSpan> Quantiles(GuardSet guards, RunCounters counters) => guards.Guards
        .Where(guard => guard.Guard.Measure.IsLatency())
        .Select(guard => (guard.Guard.Text, Value: counters.Latencies(guard).Quantile(1 - guard.Guard.Measure.AllowedSlow())))
        .Where(pair => pair.Value is not null)
        .DistinctBy(pair => pair.Text)
        .ToImmutableDictionary(pair => pair.Text, pair => pair.Value!.Value);

    /// <returns>Guards whose limit both versions break; once good attempts have thinned that out, every guard with a limit, for one of them it was.</returns>
    public static IEnumerable<Judgement> Disturbed(ImmutableArray<Judgement> judgements) => judgements.Any(judgement => judgement.Environment)
        ? judgements.Where(judgement => judgement.Environment)
        : judgements.Where(judgement => judgement.Guard is { Rate: > 0, Guard.Decides: true, Waits: false });

    /// <summary>Attempts a second that the candidate gets now, copies where it gets nothing else.</summary>
    public double CandidateRate(LiveRun run) =>
        history.RequestsPerSecond(run.Record.Model) * (run.State.CandidateWeight > 0 ? run.State.CandidateWeight : run.State.Mirror) / Core.Routing.TrafficSplit.Whole;

    /// <summary>The baseline has kept the limit for a minute.</summary>
    private bool IsCalm(RolloutPlan plan, Judgement judgement)
    {
        VersionHistory baseline = history.Of(plan.Baseline);
        (long attempts, long errors, long rejections) = baseline.Last(Calm);
        if (attempts < EnoughToBeCalm)
        {
            return false;
        }

        double limit = judgement.Guard.LimitRate;
        return judgement.Guard.Guard.Measure switch
        {
            Measure.Rejections => rejections <= limit * attempts,
            var measure when measure.IsLatency() => errors <= limit * attempts && LatestSlow(baseline) <= judgement.Guard.FrozenLimit,
            _ => errors <= limit * attempts,
        };
    }

    private static TimeSpan LatestSlow(VersionHistory baseline) =>
        baseline.Points(DateTimeOffset.UnixEpoch, coarse: false).TakeLast(6).Select(point => point.P99 ?? TimeSpan.Zero).DefaultIfEmpty().Max();
}
