using System.Collections.Immutable;
using System.Text.Json;
using Gateway.Contracts;
using Gateway.Core.Analysis;
using Gateway.Core.Rollouts;

namespace Gateway.Rollouts.Runs;

/// <summary>Rollouts and their evidence as the API shows them.</summary>
internal static class RolloutView
{
    public static Rollout Of(LiveRun run) => Show(run.Record, run.State, run.Guards, run.Seen is { } seen && !run.State.Phase.IsFinal() ? [.. WaitingFor.Next(run.Record.Plan, run.State, seen)] : []);

    public static Rollout Of(RolloutRecord record) => Show(record, record.State, record.Guards, []);

    public static Contracts.Evidence Evidence(RolloutRecord record, SavedEvidence counted) => new(
        record.Id,
        record.Spec,
        [.. record.Plan.Counted.Guards.Concat(record.Plan.ShadowGuards?.Guards ?? []).Select(guard => new EvidenceGuard(guard.Guard.Text, Words.Of(guard.Guard.Action), guard.Alpha, guard.Theta, guard.Rate, guard.FrozenLimit?.TotalSeconds, guard.Shadow))],
        Segments(record, counted),
        record.VerdictAt is { } at ? JsonSerializer.SerializeToElement(new { segments = Segments(record, at) }, ContractJson.Options) : null);

    private static Rollout Show(RolloutRecord record, RolloutState state, ImmutableArray<GuardStatus> guards, IReadOnlyList<string> waiting) => new(
        record.Id,
        record.Model,
        record.Plan.Baseline.Version,
        record.Plan.Candidate.Version,
        Words.Of(record.Plan.Strategy),
        Words.Of(state.Phase),
        state.StepIndex,
        record.Plan.Weights(state).ToDictionary(weight => weight.Key, weight => weight.Value / 100m),
        waiting,
        state.Phase == Phase.Held && state.HeldBecause is { } because ? Words.Of(because) : null,
        state.Reason,
        record.StartedAt,
        record.EndedAt,
        [.. guards],
        record.Spec,
        [.. record.Warnings],
        [.. LegalVerbs.Of(record.Plan, state).Select(Words.Of)]);

    private static EvidenceSegment[] Segments(RolloutRecord record, SavedEvidence counted)
    {
        Segment[] segments = [.. counted.Counts.Segments];
        return
        [
            .. segments.Select((segment, index) => new EvidenceSegment(
                segment.Id,
                new Dictionary<string, decimal>
                {
                    [record.Plan.Baseline.Version] = segment.BaselineWeight / 100m, [record.Plan.Candidate.Version] = segment.CandidateWeight / 100m,
                },
                counted.From.GetValueOrDefault(segment.Id),
                index + 1 < segments.Length ? counted.From.GetValueOrDefault(segments[index + 1].Id) : record.EndedAt,
                segment.Counters.ToDictionary(
                    counter => counter.Key,
                    counter => new MeasureCounts(counter.Value.CandidateBad, counter.Value.Bad, counter.Value.CandidateAttempts, counter.Value.BaselineAttempts)))),
        ];
    }
}
