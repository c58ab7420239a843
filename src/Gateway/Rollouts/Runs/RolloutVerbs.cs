using Gateway.Api;
using Gateway.Core.Rollouts;
using Gateway.Rollouts.Freezes;
using Gateway.Rollouts.Splits;
using Gateway.Rollouts.Starts;

namespace Gateway.Rollouts.Runs;

/// <summary>Takes operators' verbs to rollouts.</summary>
internal sealed class RolloutVerbs(TrafficBook book, IRolloutStore store, RunStep step, FreezeBook freeze, RolloutRetries retries)
{
    public async Task<LiveRun> CommandAsync(Guid id, Verb verb, string? reason, Caller caller, CancellationToken cancellationToken)
    {
        ModelTraffic? traffic = book.All.FirstOrDefault(model => model.Run?.Record.Id == id);
        if (traffic is null)
        {
            RolloutRecord ended = await store.FindAsync(id, cancellationToken) ?? throw RefusedException.NotFound("rollout", $"{id}");
            return verb == Verb.Retry ? await retries.RetryAsync(ended, reason, caller, cancellationToken) : throw RolloutRefusals.Illegal(verb, ended);
        }

        return await traffic.AloneAsync(
            async () =>
            {
                LiveRun run = traffic.Run?.Record.Id == id ? traffic.Run : throw RolloutRefusals.Illegal(verb, (await store.FindAsync(id, cancellationToken))!);
                if (!LegalVerbs.Allows(run.Record.Plan, run.State, verb))
                {
                    throw RolloutRefusals.Illegal(verb, run.Record with { State = run.State });
                }

                if (verb is Verb.Advance or Verb.Promote or Verb.Approve && freeze.Holds(traffic.Model))
                {
                    throw RolloutRefusals.Frozen(traffic.Model);
                }

                await step.TurnAsync(traffic, new Command(verb, reason), caller, cancellationToken);
                return run;
            },
            cancellationToken);
    }
}
