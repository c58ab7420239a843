using Gateway.Api;
using Gateway.Core.Rollouts;
using Gateway.Rollouts.Runs;
using Gateway.Rollouts.Splits;

namespace Gateway.Rollouts.Freezes;

/// <summary>The big red button: what moves traffic by itself ends, model by model.</summary>
internal sealed class EmergencyStop(TrafficBook book, RunStep step, Rollbacks rollbacks)
{
    public async Task AbortAllAsync(string? reason, Caller caller, CancellationToken cancellationToken)
    {
        foreach (ModelTraffic model in book.All)
        {
            await model.AloneAsync(
                async () =>
                {
                    await AbortAsync(model, reason, caller, cancellationToken);
                    return true;
                },
                cancellationToken);
        }
    }

    private async Task AbortAsync(ModelTraffic model, string? reason, Caller caller, CancellationToken cancellationToken)
    {
        if (model.Run is { } run && LegalVerbs.Allows(run.Record.Plan, run.State, Verb.Abort))
        {
            await step.TurnAsync(model, new Command(Verb.Abort, reason), caller, cancellationToken);
        }

        await rollbacks.ForgetSwitchAsync(model, reason, caller, cancellationToken);
    }
}
