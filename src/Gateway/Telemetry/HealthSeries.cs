using System.Collections.Concurrent;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Prometheus;

namespace Gateway.Telemetry;

/// <summary>What <c>/api/v1/health</c> says, looked at every <see cref="Every"/>: as series, and a line in the log for each change.</summary>
internal sealed partial class HealthSeries(ILogger<HealthSeries> logger) : IHealthCheckPublisher
{
    public static readonly TimeSpan Every = TimeSpan.FromSeconds(10);

    private static readonly Gauge Health = Metrics.CreateGauge("gateway_health", "1 when the part works, 0.5 when it is degraded, 0 when it does not.", "part");

    private readonly ConcurrentDictionary<string, HealthStatus> _last = new();

    public Task PublishAsync(HealthReport report, CancellationToken cancellationToken)
    {
        foreach ((string part, HealthReportEntry seen) in report.Entries)
        {
            Health.WithLabels(part).Set((int)seen.Status / 2.0);
            HealthStatus before = _last.GetValueOrDefault(part, HealthStatus.Healthy);
            _last[part] = seen.Status;
            if (seen.Status != before)
            {
                LogChanged(part, before, seen.Status, seen.Description, seen.Exception);
            }
        }

        return Task.CompletedTask;
    }

    [LoggerMessage(7001, LogLevel.Warning, "Health of {Part}: {From} -> {To}. {Says}")]
    private partial void LogChanged(string part, HealthStatus from, HealthStatus to, string? says, Exception? problem);
}
