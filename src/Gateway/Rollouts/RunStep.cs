using System.Collections.Immutable;
using Gateway.Api;
using Gateway.Core.Analysis;
using Gateway.Core.Rollouts;
using Gateway.Core.Routing;
using Gateway.Journal;

namespace Gateway.Rollouts;

/// <summary>One turn of a live run: look, decide, save, apply. The caller holds the model's gate.</summary>
internal sealed class RunStep(IRolloutStore store, RunLook look, GateCalls gates, RunApply apply, RunChange change, RunEnd end, TimeProvider time)
{
    private static readonly TimeSpan SaveEvery = TimeSpan.FromSeconds(5);

    /// <param name="caller">Who gave the command; null: the machine itself.</param>
    /// <exception cref="IOException">The store is away: nothing was changed.</exception>
    public async Task TurnAsync(ModelTraffic model, Command? command, Caller? caller, CancellationToken cancellationToken)
    {
        LiveRun run = model.Run!;
        long now = time.GetTimestamp();
        TimeSpan elapsed = run.DecidedAt == 0 ? TimeSpan.Zero : time.GetElapsedTime(run.DecidedAt, now);
        RolloutRecord record = change.Freeze(run.Record);
        bool frozen = !ReferenceEquals(record, run.Record);
        Observation seen = gates.Ask(run, look.Observe(run));
        RolloutState next = RolloutMachine.Next(record.Plan, run.State, seen, command, elapsed);
        run.DecidedAt = now;
        run.Seen = seen;
        run.Guards = RunLook.Status(run, seen, look.CandidateRate(run));
        RolloutMetrics.Show(run);
        var suspicions = Suspicions.Next(run.Suspicions, seen.Judgements, elapsed);
        bool tells = Suspicions.Due(run.Record.Suspicions, suspicions).Any();
        bool moved = !next.SameAs(run.Record.State);
        if (!moved && !frozen && !tells && time.GetElapsedTime(run.SavedAt, now) < SaveEvery)
        {
            (run.State, run.Suspicions) = (next, suspicions);
            return;
        }

        await SaveAsync(model, run, record with { State = next, Suspicions = suspicions }, moved, caller, cancellationToken);
        (run.State, run.Suspicions) = (next, suspicions);
        run.SavedAt = now;
        run.GateCall = moved ? null : run.GateCall;
        if (moved || frozen)
        {
            await AfterAsync(model, run, seen, cancellationToken);
        }
    }

    /// <summary>Saves what was counted since the last save; nothing is decided.</summary>
    public async Task KeepAsync(ModelTraffic model, CancellationToken cancellationToken)
    {
        if (model.Run is { } run && !run.State.Phase.IsFinal())
        {
            await SaveAsync(model, run, run.Record with { State = run.State }, moved: false, null, cancellationToken);
        }
    }

    private async Task SaveAsync(ModelTraffic model, LiveRun run, RolloutRecord record, bool moved, Caller? caller, CancellationToken cancellationToken)
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
                time.GetUtcNow(), JournalKinds.TrafficChanged, record.Model, record.Plan.Candidate.Version, record.Id, Weights(model.Traffic.Weights), Weights(traffic.Weights), Actor(caller), record.State.Reason, caller?.RequestId));
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

    /// <summary>What follows from what is saved now.</summary>
    private async Task AfterAsync(ModelTraffic model, LiveRun run, Observation seen, CancellationToken cancellationToken)
    {
        RolloutState state = run.Record.State;
        if (state.Cause == Cause.EnvironmentOver)
        {
            run.Counters.LimitsFromNow(Calm.Disturbed(seen.Judgements).Select(judgement => judgement.Guard.Guard.Text), time.GetUtcNow());
        }

        apply.Apply(model);
        if (!state.Phase.IsFinal())
        {
            if (state.Phase == Phase.RollingBack)
            {
                // Here and at the end: a gateway that is killed after either save has it done by the other.
                await end.QuarantineAsync(run.Record, cancellationToken);
            }

            return;
        }

        model.Run = null;
        apply.Apply(model);
        await end.SettleAsync(run.Record, cancellationToken);
    }

    private JournalEntry Entry(RolloutRecord before, RolloutRecord after, Caller? caller) => new(
        time.GetUtcNow(), JournalKinds.RolloutChanged, after.Model, after.Plan.Candidate.Version, after.Id, Shown(before.State), Shown(after.State), Actor(caller), after.State.Reason ?? Words.Of(after.State.Cause), caller?.RequestId);

    private JournalEntry Tell(RolloutRecord record, Observation seen, string guard)
    {
        Judgement judgement = seen.Judgements.First(judgement => judgement.Guard.Guard.Text == guard);
        string kind = judgement.Verdict == Verdict.Failed ? JournalKinds.GuardFailed : JournalKinds.GuardSuspect;
        return new JournalEntry(time.GetUtcNow(), kind, record.Model, record.Plan.Candidate.Version, record.Id, To: Words.Of(judgement.Verdict), Actor: Actor(null), Reason: seen.Reason(judgement));
    }

    /// <summary>A state as the journal writes it.</summary>
    internal static string Shown(RolloutState state) => Words.Of(state.Phase) + (state.Phase == Phase.Progressing ? $" {state.CandidateWeight / 100m:0.##} %" : "");

    private static string Actor(Caller? caller) => caller?.Actor ?? "gateway";

    internal static string Weights(ImmutableSortedDictionary<string, int> weights) =>
        string.Join(", ", weights.Where(weight => weight.Value > 0).Select(weight => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{weight.Key}: {weight.Value * 100m / TrafficSplit.Whole:0.##} %")));
}
