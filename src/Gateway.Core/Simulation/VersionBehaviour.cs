using System.Collections.Immutable;

namespace Gateway.Core.Simulation;

/// <summary>How one simulated version answers.</summary>
/// <param name="BadRate">The share of attempts that fail, in [0, 1].</param>
/// <param name="Latency">Of answers; failures too, unless an outage says otherwise.</param>
public sealed record VersionBehaviour(double BadRate, LatencyShape Latency)
{
    /// <summary>The share that it refuses (4xx).</summary>
    public double RejectedRate { get; init; }

    /// <summary>The share of answers that hold a value that the version does not declare.</summary>
    public double InvalidRate { get; init; }

    /// <summary>The share of answers that differ from the baseline's beyond the tolerance.</summary>
    public double DiffersRate { get; init; }

    public ImmutableArray<Outage> Outages { get; init; } = [];

    /// <summary>Users with a number below this always fail.</summary>
    public int BadUsers { get; init; }

    /// <summary>Every request goes to the next one that lives.</summary>
    public int Hosts { get; init; } = 1;

    public ImmutableArray<HostDeath> Deaths { get; init; } = [];
}

/// <param name="From">Since the start.</param>
/// <param name="Rate">The share of attempts that it takes.</param>
/// <param name="FailsAfter">How soon such an attempt fails; null: it hangs until the model's timeout.</param>
public sealed record Outage(TimeSpan From, TimeSpan To, double Rate, TimeSpan? FailsAfter);

/// <summary>A host's process ends: what it has in flight breaks, and it gets nothing more.</summary>
/// <param name="Host">0 … hosts − 1.</param>
public sealed record HostDeath(TimeSpan At, int Host);
