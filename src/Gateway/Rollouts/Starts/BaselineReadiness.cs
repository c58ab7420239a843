using System.Collections.Immutable;
using Gateway.Core.Models;
using Gateway.Hosts;
using Gateway.Rollouts.Loop;
using Gateway.Rollouts.Splits;
using Gateway.Telemetry;

namespace Gateway.Rollouts.Starts;

/// <summary>Ready once every model with traffic has its baseline, or has failed to get it; and not while there are models and none can serve.</summary>
internal sealed class BaselineReadiness(TrafficBook book, HostDirectory hosts, Readiness readiness) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        readiness.Require("baselines", () => book.All.All(HasBaselineOrFailed));
        readiness.Require("anyHost", () => book.All.Count == 0 || book.All.Any(model => ModelsHealth.CanServe(model, hosts)));
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private bool HasBaselineOrFailed(ModelTraffic model)
    {
        ImmutableArray<HostView> baseline = hosts.Of(new VersionKey(model.Model, model.Traffic.Baseline));
        return baseline.Any(host => host.State == HostState.Ready || host.Restarts > 0 || host.State == HostState.Unhealthy);
    }
}
