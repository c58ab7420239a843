using System.Collections.Immutable;
using Gateway.Core.Statistics;

namespace Gateway.Core.Analysis;

/// <summary>The guards of one run with their shares of α: immutable, in the plan's order.</summary>
public sealed record GuardSet(ImmutableArray<JudgedGuard> Guards, double AlphaPromote)
{
    /// <summary>ln(1/α) of a pass.</summary>
    public double PassThreshold { get; } = Math.Log(1 / AlphaPromote);

    public IEnumerable<string> Counters => Guards.Select(guard => guard.Counter).Distinct();

    /// <summary>Some latency is relative to a quantile that is not known yet.</summary>
    public bool Waits => Guards.Any(guard => guard.Waits);

    public GuardSet And(GuardSet more) => this with { Guards = [.. Guards, .. more.Guards] };

    /// <summary>Attempts of a candidate without a bad one until every plain guard passes; 0 without plain guards.</summary>
    public long MinSamples => Guards
        .Where(guard => guard.Rate is not null && guard.Guard.Decides)
        .Select(guard => RateTest.AttemptsToPass(0, guard.Rate is > 0 ? guard.LimitRate : 0.02, AlphaPromote))
        .DefaultIfEmpty(0)
        .Max();

    public GuardSet Freeze(string counter, TimeSpan limit) =>
        this with { Guards = [.. Guards.Select(guard => guard.Guard.Counter == counter ? guard.Freeze(limit) : guard)] };
}
