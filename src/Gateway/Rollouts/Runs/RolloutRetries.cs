using Gateway.Api;
using Gateway.Contracts;
using Gateway.Core.Rollouts;
using Gateway.Registry;
using Gateway.Rollouts.Plans;
using Gateway.Rollouts.Splits;
using Gateway.Rollouts.Starts;

namespace Gateway.Rollouts.Runs;

/// <summary>What was rolled back is tried again, with fresh evidence.</summary>
internal sealed class RolloutRetries(TrafficBook book, PlanResolver resolver, StartRules rules, RunStart start, RolloutStarts starts, VersionChanges versions)
{
    public async Task<LiveRun> RetryAsync(RolloutRecord ended, string? reason, Caller caller, CancellationToken cancellationToken)
    {
        if (ended.State.Phase != Phase.RolledBack)
        {
            throw RolloutRefusals.Illegal(Verb.Retry, ended);
        }

        if (string.IsNullOrWhiteSpace(reason))
        {
            throw RefusedException.Invalid([new ProblemItem("reason", "is required: why should it go better this time?")]);
        }

        return ended.Plan.Strategy == Strategy.Manual
            ? await SplitAgainAsync(ended, reason, caller, cancellationToken)
            : await starts.StartAsync(ended.Model, ended.Spec with { Reason = reason, Baseline = book.Require(ended.Model).Traffic.Baseline, IfRunning = "refuse", Force = true }, lift: true, caller, cancellationToken);
    }

    /// <summary>A split by hand is one again: its version gets from the baseline what it had, the others keep what they have now.</summary>
    private Task<LiveRun> SplitAgainAsync(RolloutRecord ended, string reason, Caller caller, CancellationToken cancellationToken)
    {
        ModelTraffic model = book.Require(ended.Model);
        return model.AloneAsync(
            async () =>
            {
                TrafficRecord now = model.Traffic;
                string candidate = ended.Plan.Candidate.Version;
                int weight = ended.State.ManualWeight ?? ended.Plan.Steps[0].Weight;
                ResolvedPlan resolved = resolver.Resolve(now, new RolloutSpec { Candidate = candidate, Baseline = now.Baseline, Force = true }, ended.Plan.Steps[0]);
                rules.Require(ended.Model, resolved);
                if (model.Run is { } running)
                {
                    throw RolloutRefusals.Running(running.Record);
                }

                if (now.Weights[now.Baseline] <= weight)
                {
                    throw new RefusedException(409, "no-weight", "The baseline has too little to give.", $"Version {candidate} had {weight / 100m:0.##} % and the baseline {now.Baseline} has {now.Weights[now.Baseline] / 100m:0.##} %: set the split by hand.");
                }

                await versions.SetStateAsync(ended.Plan.Candidate, VersionState.Ready, reason, caller.Actor, cancellationToken);
                RolloutState first = RolloutState.First with
                {
                    ManualWeight = weight, Others = [.. now.Weights.Where(other => other.Value > 0 && other.Key != candidate && other.Key != now.Baseline)],
                };
                return await start.BeginAsync(model, resolved, first, now, reason, caller, cancellationToken);
            },
            cancellationToken);
    }
}
