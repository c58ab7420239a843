using System.Text.Json;
using Gateway.Contracts;
using Gateway.Core.Analysis.Counting;
using Gateway.Core.Analysis;

namespace Gateway.Rollouts.Runs;

/// <summary>A judgement as the API shows it.</summary>
internal static class GuardView
{
    /// <param name="candidateRate">Attempts a second; 0: none.</param>
    public static GuardStatus Of(Judgement judgement, RunCounters counters, double candidateRate)
    {
        JudgedGuard guard = judgement.Guard;
        bool latency = guard.Guard.Measure.IsLatency();
        double quantile = latency ? 1 - guard.Guard.Measure.AllowedSlow() : 0;
        TimeSpan? candidate = latency ? counters.Latencies(guard).Quantile(quantile) : null;
        TimeSpan? baseline = latency && !guard.Shadow ? counters.Baseline.Quantile(quantile) : null;
        return new GuardStatus(
            guard.Guard.Text,
            JsonNamingPolicy.CamelCase.ConvertName(guard.Guard.Action.ToString()),
            guard.Guard.DryRun,
            JsonNamingPolicy.CamelCase.ConvertName(judgement.Verdict.ToString()),
            Arm(judgement.Totals.CandidateAttempts, judgement.Totals.CandidateBad, latency, candidate),
            Arm(judgement.Totals.BaselineAttempts, judgement.Totals.BaselineBad, latency, baseline),
            guard.FrozenLimit is { } limit ? Durations.Format(TimeSpan.FromMilliseconds(Math.Round(limit.TotalMilliseconds, 3))) : guard.Guard.Limit.ToString()!,
            Says.Sentence(judgement, candidate),
            judgement.NeedMore is { } more ? new NeedMore(more, candidateRate > 0 ? Durations.Format(TimeSpan.FromSeconds(Math.Ceiling(Math.Min(more / candidateRate, 3e8)))) : null) : null,
            judgement.LogE,
            guard.Threshold);
    }

    private static ArmCounts Arm(long attempts, long bad, bool latency, TimeSpan? quantile) => new(
        attempts, bad, attempts == 0 ? 0 : (double)bad / attempts, latency ? quantile?.TotalMilliseconds : attempts == 0 ? null : (double)bad / attempts);
}
