using Gateway.Api;
using Gateway.Core.Analysis;
using Gateway.Core.Rollouts;
using Gateway.Journal;
using Gateway.Rollouts.Splits;

namespace Gateway.Rollouts.Runs;

/// <summary>State before effect: a run's turn and the traffic that it asks for, with the lines that explain them, in one transaction.</summary>
internal sealed class RunSave(IRolloutStore store, RunChange change, TimeProvider time)
{
    public async Task SaveAsync(ModelTraffic model, LiveRun run, RolloutRecord record, bool moved, Caller? caller, CancellationToken cancellationToken)
    {
        RolloutState state = record.State;
        bool ended = state.Phase.IsFinal();
        SavedEvidence evidence = RunChange.Evidence(run);
        bool verdict = state.Phase == Phase.RollingBack && run.Record.State.Phase != Phase.RollingBack || state.Phase == Phase.Promoting && run.Record.State.Phase != Phase.Promoting;
        record = record with
        {
            Revision = record.Revision + 1,
            EndedAt = ended ? time.GetUtcNow() : null,
            Evidence = evidence,
            Shadow = run.Shadow.Save() is { IsNone: false } shadow ? shadow : null,
            VerdictAt = verdict ? evidence : record.VerdictAt,
            Guards = run.Guards,
        };
        TrafficRecord? traffic = change.Traffic(model.Traffic, record);
        List<JournalEntry> entries = moved ? [Entry(run.Record, record, caller)] : [];
        if (traffic is not null)
        {
            entries.Add(new JournalEntry(
                time.GetUtcNow(), JournalKinds.TrafficChanged, record.Model, record.Plan.Candidate.Version, record.Id, Words.Weights(model.Traffic.Weights), Words.Weights(traffic.Weights), caller?.Actor ?? "gateway", record.State.Reason, caller?.RequestId));
        }

        entries.AddRange(Suspicions.Due(run.Record.Suspicions, record.Suspicions).Select(guard => Tell(record, run.Seen!, guard)));
        await store.SaveAsync(traffic, record, entries, cancellationToken);
        if (moved)
        {
            RolloutMetrics.Count(record.Model, run.Record.State, state);
        }

        run.Record = record;
        model.Traffic = traffic ?? model.Traffic;
    }

    private JournalEntry Entry(RolloutRecord before, RolloutRecord after, Caller? caller) => new(
        time.GetUtcNow(), JournalKinds.RolloutChanged, after.Model, after.Plan.Candidate.Version, after.Id, Words.Shown(before.State), Words.Shown(after.State), caller?.Actor ?? "gateway", after.State.Reason ?? Words.Of(after.State.Cause), caller?.RequestId);

    private JournalEntry Tell(RolloutRecord record, Observation seen, string guard)
    {
        Judgement judgement = seen.Judgements.First(judgement => judgement.Guard.Guard.Text == guard);
        string kind = judgement.Verdict == Verdict.Failed ? JournalKinds.GuardFailed : JournalKinds.GuardSuspect;
        return new JournalEntry(time.GetUtcNow(), kind, record.Model, record.Plan.Candidate.Version, record.Id, To: Words.Of(judgement.Verdict), Actor: "gateway", Reason: seen.Reason(judgement));
    }
}
