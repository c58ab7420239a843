using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Gateway.Routing.Limits;

/// <summary>Whether predictions are refused for want of memory.</summary>
internal sealed class MemoryHealth(MemoryLimit memory) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        string says = $"{GC.GetTotalMemory(forceFullCollection: false)} of {memory.Most} bytes are used.";
        return Task.FromResult(memory.Over ? HealthCheckResult.Unhealthy(says) : HealthCheckResult.Healthy(says));
    }
}
