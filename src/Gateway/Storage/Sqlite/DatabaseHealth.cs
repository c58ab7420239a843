using System.Diagnostics;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Gateway.Storage.Sqlite;

/// <summary>Whether the database can be read and written, and how long that takes.</summary>
internal sealed class DatabaseHealth(SqliteDatabase database) : IHealthCheck
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        long started = Stopwatch.GetTimestamp();
        try
        {
            await database.ReadAsync(connection => SqliteSchema.Version(connection), cancellationToken).WaitAsync(Patience, cancellationToken);
            await database.WriteAsync((connection, transaction) => SqliteSchema.Touch(connection, transaction), cancellationToken).WaitAsync(Patience, cancellationToken);
            return HealthCheckResult.Healthy($"A read and a write took {Stopwatch.GetElapsedTime(started).TotalMilliseconds:0} ms.");
        }
        catch (Exception problem) when (problem is IOException or TimeoutException)
        {
            return HealthCheckResult.Unhealthy(problem is TimeoutException ? $"It did not answer within {Patience.TotalSeconds:0} s." : problem.Message);
        }
    }
}
