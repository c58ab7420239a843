using System.Collections.Concurrent;

namespace Gateway.Telemetry;

/// <summary>Whether this gateway should get traffic: every feature adds its condition.</summary>
internal sealed class Readiness(IHostApplicationLifetime lifetime)
{
    private readonly ConcurrentDictionary<string, Func<bool>> _conditions = new();

    /// <param name="name">Shown while the condition does not hold.</param>
    public void Require(string name, Func<bool> condition) => _conditions[name] = condition;

    /// <returns>Why it is not ready; empty when it is.</returns>
    public IReadOnlyList<string> Missing() =>
        lifetime.ApplicationStopping.IsCancellationRequested
            ? ["stopping"]
            : [.. _conditions.Where(condition => !condition.Value()).Select(condition => condition.Key).Order()];
}
