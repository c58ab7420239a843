using Gateway.Core.Models;
using Gateway.Hosts;
using Gateway.Rollouts.Splits;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Gateway.Rollouts.Loop;

/// <summary>Whether models with traffic have hosts: unhealthy when none can serve, degraded when some version with weight cannot.</summary>
internal sealed class ModelsHealth(TrafficBook book, HostDirectory hosts) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        VersionKey[] wanted = [.. book.All.SelectMany(Serving)];
        VersionKey[] missing = [.. wanted.Where(version => hosts.Ready(version) == 0)];
        string says = missing.Length == 0
            ? $"{wanted.Length} versions with traffic have a host."
            : $"{missing.Length} of {wanted.Length} versions with traffic have no host: {string.Join(", ", missing.Take(10).Select(version => $"{version.Model} {version.Version}"))}.";
        return Task.FromResult(
            missing.Length == 0 ? HealthCheckResult.Healthy(says)
            : missing.Length == wanted.Length ? HealthCheckResult.Unhealthy(says)
            : HealthCheckResult.Degraded(says));
    }

    /// <summary>Any version with weight, or the baseline that rescues it, can answer.</summary>
    public static bool CanServe(ModelTraffic model, HostDirectory hosts) => Serving(model).Any(version => hosts.Ready(version) > 0);

    private static IEnumerable<VersionKey> Serving(ModelTraffic model) => model.Traffic.Weights
        .Where(weight => weight.Value > 0).Select(weight => weight.Key).Append(model.Traffic.Baseline).Distinct()
        .Select(version => new VersionKey(model.Model, version));
}
