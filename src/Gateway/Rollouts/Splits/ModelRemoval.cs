using Gateway.Analysis.History;
using Gateway.Core.Rollouts;
using Gateway.Journal;
using Gateway.Rollouts.Runs;
using Gateway.Routing.Limits;
using Gateway.Routing.Routes;

namespace Gateway.Rollouts.Splits;

/// <summary>A model goes: its run, its traffic and its route.</summary>
internal sealed class ModelRemoval(TrafficBook book, IRolloutStore store, RouteTable table, VersionRoutes routes, TrafficHistory history, TimeProvider time)
{
    public async Task ForgetAsync(string model, string actor, string? reason, CancellationToken cancellationToken)
    {
        if (book.Find(model) is not { } traffic)
        {
            return;
        }

        await traffic.AloneAsync(
            async () =>
            {
                if (traffic.Run is { } run)
                {
                    await EndAsync(run, actor, reason ?? "the model is removed", cancellationToken);
                }

                JournalEntry entry = new(time.GetUtcNow(), JournalKinds.TrafficChanged, model, From: Words.Weights(traffic.Traffic.Weights), Actor: actor, Reason: reason ?? "the model is removed");
                await store.ForgetAsync(model, [entry], cancellationToken);
                book.Remove(model);
                table.Remove(model);
                book.Demand();
                RolloutMetrics.Forget(model);
                Refusals.Forget(model);
                history.Forget(model);
                foreach (VersionRoute route in routes.All.Where(route => route.Key.Model == model).ToList())
                {
                    routes.Forget(route.Key);
                }

                return true;
            },
            cancellationToken);
    }

    private async Task EndAsync(LiveRun run, string actor, string reason, CancellationToken cancellationToken)
    {
        Command command = new(run.State.Phase == Phase.RollingBack ? Verb.Supersede : Verb.Abort, reason);
        RolloutState state = RolloutMachine.Next(run.Record.Plan, run.State, new Observation([], 0, false), command, TimeSpan.Zero);
        RolloutRecord ended = run.Record with { State = state, Revision = run.Record.Revision + 1, EndedAt = time.GetUtcNow(), Evidence = RunChange.Evidence(run), Guards = run.Guards };
        JournalEntry entry = new(
            time.GetUtcNow(), JournalKinds.RolloutChanged, run.Record.Model, run.Record.Plan.Candidate.Version, run.Record.Id, Words.Shown(run.State), Words.Shown(state), actor, state.Reason);
        await store.SaveAsync(null, ended, [entry], cancellationToken);
    }
}
