using Gateway.Core.Routing;

namespace Gateway.Core.Simulation;

/// <summary>One run's requests and what becomes of them: synthetic or recorded. Stateful: one per run.</summary>
public interface IWorkload
{
    /// <summary>How an attempt of the baseline went before the run began; null: nothing is known of that time.</summary>
    TimeSpan? Before();

    /// <returns>The next request; null when there are no more. Times never go back.</returns>
    Arrival? Next();

    Attempted Send(bool candidate, in Arrival arrival);
}

/// <param name="At">Since the start.</param>
/// <param name="Key">A sticky key; null: none.</param>
public readonly record struct Arrival(TimeSpan At, string? Key = null, int User = -1);

/// <summary>How an attempt will end.</summary>
/// <param name="Differs">From what the baseline answers to the same request: seen on copies alone.</param>
public readonly record struct Attempted(Outcome Outcome, TimeSpan Duration, bool Invalid = false, string? Host = null, bool HostLost = false, bool Differs = false);
