using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Gateway.Rollouts.Loop;

/// <summary>Whether the control loop ticks.</summary>
internal sealed class LoopHealth(Watchdog watchdog) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        string says = $"The last tick ended {watchdog.Silence.TotalSeconds:0.0} s ago; begun anew {watchdog.Restarts} times.";
        return Task.FromResult(watchdog.Silence > TimeSpan.FromSeconds(5) ? HealthCheckResult.Unhealthy(says) : HealthCheckResult.Healthy(says));
    }
}
