using Gateway.Api;
using Gateway.Core.Rollouts;
using Gateway.Rollouts.Splits;

namespace Gateway.Rollouts.Runs;

/// <summary>One turn of a live run: look, decide, save, apply. The caller holds the model's gate.</summary>
internal sealed class RunStep(RunLook look, GateCalls gates, RunChange change, RunSave save, RunAfter after, TimeProvider time)
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

        await save.SaveAsync(model, run, record with { State = next, Suspicions = suspicions }, moved, caller, cancellationToken);
        (run.State, run.Suspicions) = (next, suspicions);
        run.SavedAt = now;
        run.GateCall = moved ? null : run.GateCall;
        if (moved || frozen)
        {
            await after.FollowAsync(model, run, seen, cancellationToken);
        }
    }

    /// <summary>Saves what was counted since the last save; nothing is decided.</summary>
    public async Task KeepAsync(ModelTraffic model, CancellationToken cancellationToken)
    {
        if (model.Run is { } run && !run.State.Phase.IsFinal())
        {
            await save.SaveAsync(model, run, run.Record with { State = run.State }, moved: false, null, cancellationToken);
        }
    }
}
