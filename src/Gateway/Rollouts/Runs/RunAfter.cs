using Gateway.Core.Rollouts;
using Gateway.Rollouts.Splits;

namespace Gateway.Rollouts.Runs;

/// <summary>What follows from a turn that is saved.</summary>
internal sealed class RunAfter(RunApply apply, RunEnd end, TimeProvider time)
{
    public async Task FollowAsync(ModelTraffic model, LiveRun run, Observation seen, CancellationToken cancellationToken)
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

        model.Ended = RolloutView.Of(run.Record);
        model.Run = null;
        apply.Apply(model);
        await end.SettleAsync(run.Record, cancellationToken);
    }
}
