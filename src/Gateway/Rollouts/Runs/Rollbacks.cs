using Gateway.Api;
using Gateway.Contracts;
using Gateway.Core.Models;
using Gateway.Core.Rollouts;
using Gateway.Registry;
using Gateway.Rollouts.Splits;
using Gateway.Routing.Clusters;

namespace Gateway.Rollouts.Runs;

/// <summary>The one verb for every situation: back to the version that was good.</summary>
internal sealed class Rollbacks(TrafficBook book, RunStep step, TrafficSave save, RunChange change, HostClusters clusters, ModelCatalog catalog)
{
    public Task<RollbackAnswer> RollBackAsync(string model, string? to, string? reason, Caller caller, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(reason))
        {
            throw RefusedException.Invalid([new ProblemItem("reason", "is required")]);
        }

        ModelTraffic traffic = book.Require(model);
        return traffic.AloneAsync(() => RollBackAsync(traffic, to, reason, caller, cancellationToken), cancellationToken);
    }

    /// <summary>A switch that waited for its version's host.</summary>
    public async Task SwitchAsync(ModelTraffic model, CancellationToken cancellationToken)
    {
        if (model.Run is null && model.Traffic.Switch is { } to && clusters.Reaches(new VersionKey(model.Model, to)))
        {
            await SaveAsync(model, Back(model, to), to, "its host is ready", null, cancellationToken);
        }
    }

    private async Task<RollbackAnswer> RollBackAsync(ModelTraffic model, string? to, string reason, Caller caller, CancellationToken cancellationToken)
    {
        if (model.Run is { } run && (to is null || to == run.Record.Plan.Baseline.Version))
        {
            RolloutPlan plan = run.Record.Plan;
            if (run.State.Phase != Phase.RollingBack)
            {
                await step.TurnAsync(model, new Command(Verb.Abort, reason), caller, cancellationToken);
            }

            return new RollbackAnswer(plan.Candidate.Version, plan.Baseline.Version, true);
        }

        VersionRecord version = Target(model, to);
        string target = version.Key.Version;

        if (model.Run is { } live)
        {
            // A run that drains knows no abort, and would take the weights back at its next turn.
            await step.TurnAsync(model, new Command(live.State.Phase == Phase.RollingBack ? Verb.Supersede : Verb.Abort, reason), caller, cancellationToken);
        }

        string from = model.Traffic.Baseline;
        bool warm = clusters.Reaches(version.Key);
        TrafficRecord next = warm
            ? Back(model, target)
            : model.Traffic with { Generation = model.Traffic.Generation + 1, Switch = target };
        await SaveAsync(model, next, target, reason, caller, cancellationToken);
        return new RollbackAnswer(from, target, warm);
    }

    /// <exception cref="RefusedException">There is none, or it cannot serve, or nobody would take it unless it was named.</exception>
    private VersionRecord Target(ModelTraffic model, string? to)
    {
        TrafficRecord traffic = model.Traffic;
        string target = to ?? traffic.PreviousBaseline
            ?? throw new RefusedException(409, "no-previous-baseline", "There is nothing to go back to.", $"{model.Model} had no baseline before {traffic.Baseline}; name one with \"to\".");
        if (to is null && traffic.RolledBack)
        {
            throw new RefusedException(409, "rolled-back-already", "It was rolled back already.", $"{model.Model} came back from version {target} to {traffic.Baseline}; name a version with \"to\" to go on from there.");
        }

        VersionRecord version = catalog.Find(new VersionKey(model.Model, target)) ?? throw RefusedException.NotFound("version", $"Version {target} of {model.Model}");
        return version.State == VersionState.Ready || version.State == VersionState.Quarantined && to is not null
            ? version
            : throw new RefusedException(409, "version-not-ready", "That version cannot serve.", $"Version {target} is {Words.Of(version.State)}{(version.State == VersionState.Quarantined ? ": name it with \"to\" if that is meant" : "")}.");
    }

    private TrafficRecord Back(ModelTraffic model, string target) => model.Traffic.To(target, change.WarmUntil(model.Model)) with { RolledBack = true };

    /// <summary>A switch that waits for its host is off. The caller holds the model's gate.</summary>
    public async Task ForgetSwitchAsync(ModelTraffic model, string? reason, Caller caller, CancellationToken cancellationToken)
    {
        if (model.Traffic.Switch is not null)
        {
            await SaveAsync(model, model.Traffic with { Generation = model.Traffic.Generation + 1, Switch = null }, model.Traffic.Baseline, reason ?? "stop", caller, cancellationToken);
        }
    }

    private Task SaveAsync(ModelTraffic model, TrafficRecord next, string target, string reason, Caller? caller, CancellationToken cancellationToken) =>
        save.SaveAsync(model, next, target, next.Switch is null ? Words.Weights(next.Weights) : $"{target} as soon as it has a host", reason, caller, cancellationToken);
}
