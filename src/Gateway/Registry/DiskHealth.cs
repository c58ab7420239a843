using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Gateway.Registry;

/// <summary>Whether there is room for a push.</summary>
internal sealed class DiskHealth(ArtifactStore artifacts) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        (long free, long total) = artifacts.Room;
        string says = $"{free} of {total} bytes are free; pushes need {ArtifactStore.LeastFree:P0}.";
        return Task.FromResult(free < total * ArtifactStore.LeastFree ? HealthCheckResult.Degraded(says) : HealthCheckResult.Healthy(says));
    }
}
