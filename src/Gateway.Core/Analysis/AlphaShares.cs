using System.Collections.Immutable;

namespace Gateway.Core.Analysis;

/// <summary>Divides a run's α over its guards: errors 50 %, latency 30 %, the rest 20 %, equal inside; an absent class's share goes to the others.</summary>
public static class AlphaShares
{
    /// <param name="alpha">Of the run, in (0, 1).</param>
    /// <returns>One α per guard, in order; guards that cannot roll back get the run's α, for it costs nothing.</returns>
    /// <exception cref="ArgumentException">The guards' own α leave nothing for those that share, or exceed the run's.</exception>
    public static ImmutableArray<double> Divide(IReadOnlyList<Guard> guards, double alpha)
    {
        double own = guards.Where(Spends).Sum(guard => guard.Alpha ?? 0);
        bool share = guards.Any(guard => Spends(guard) && guard.Alpha is null);
        if (own > alpha * (1 + 1e-9) || share && own >= alpha)
        {
            throw new ArgumentException($"The guards' own alpha sum to {own}, and the run has {alpha}.", nameof(guards));
        }

        Dictionary<string, int> members = guards.Where(guard => Spends(guard) && guard.Alpha is null)
            .GroupBy(Class).ToDictionary(group => group.Key, group => group.Count());
        double whole = members.Keys.Sum(Weight);
        return
        [
            .. guards.Select(guard => guard.Alpha
                ?? (Spends(guard) ? (alpha - own) * Weight(Class(guard)) / whole / members[Class(guard)] : alpha)),
        ];
    }

    private static bool Spends(Guard guard) => guard is { Action: GuardAction.Rollback, DryRun: false, Limit: not Limit.Rate { Share: 0 } };

    private static string Class(Guard guard) => guard.Measure switch
    {
        Measure.Errors or Measure.Timeouts => "errors",
        var measure when measure.IsLatency() => "latency",
        _ => "rest",
    };

    private static double Weight(string group) => group switch { "errors" => 0.5, "latency" => 0.3, _ => 0.2 };
}
