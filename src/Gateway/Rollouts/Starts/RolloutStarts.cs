using Gateway.Api;
using Gateway.Contracts;
using Gateway.Core.Rollouts;
using Gateway.Registry;
using Gateway.Rollouts.Plans;
using Gateway.Rollouts.Runs;
using Gateway.Rollouts.Splits;

namespace Gateway.Rollouts.Starts;

/// <summary>Starts rollouts, and says what one would take.</summary>
internal sealed class RolloutStarts(TrafficBook book, PlanResolver resolver, StartRules rules, RunStep step, RunStart start, VersionChanges versions)
{
    public RolloutPreview Preview(string model, RolloutSpec spec)
    {
        ModelTraffic traffic = book.Require(model);
        ResolvedPlan resolved = resolver.Resolve(traffic.Traffic, WithBaseline(traffic, spec));
        return PlanPreview.Of(resolved with { Warnings = [.. resolved.Warnings, .. rules.Unmet(resolved).Select(unmet => $"It may not start yet: {unmet.Message}.")] });
    }

    public Task<LiveRun> StartAsync(string model, RolloutSpec spec, Caller caller, CancellationToken cancellationToken) => StartAsync(model, spec, lift: false, caller, cancellationToken);

    /// <param name="lift">The candidate's quarantine ends, once nothing stands in the way of the start.</param>
    public Task<LiveRun> StartAsync(string model, RolloutSpec spec, bool lift, Caller caller, CancellationToken cancellationToken)
    {
        ModelTraffic traffic = book.Require(model);
        return traffic.AloneAsync(
            async () =>
            {
                ResolvedPlan resolved = resolver.Resolve(traffic.Traffic, WithBaseline(traffic, spec));
                rules.Require(model, resolved);
                if (traffic.Run is { } running)
                {
                    bool gives = running.Record.Plan.Strategy == Strategy.Manual || resolved.Spec.IfRunning == "replace";
                    if (!gives)
                    {
                        throw RolloutRefusals.Running(running.Record);
                    }

                    await step.TurnAsync(traffic, new Command(Verb.Supersede, "superseded"), caller, cancellationToken);
                    resolved = resolver.Resolve(traffic.Traffic, spec with { Baseline = spec.Baseline ?? traffic.Traffic.Baseline });
                }

                if (lift)
                {
                    await versions.SetStateAsync(resolved.Plan.Candidate, VersionState.Ready, spec.Reason, caller.Actor, cancellationToken);
                }

                return await start.BeginAsync(traffic, resolved, RolloutState.First, traffic.Traffic, spec.Reason, caller, cancellationToken);
            },
            cancellationToken);
    }

    /// <summary>While a rollout with steps is live its baseline is meant, whatever has weight in the meantime.</summary>
    private static RolloutSpec WithBaseline(ModelTraffic traffic, RolloutSpec spec) =>
        traffic.Run is { Record.Plan: { Strategy: not Strategy.Manual, Baseline.Version: var baseline } } && spec.Baseline is null ? spec with { Baseline = baseline } : spec;
}
