using System.Collections.Immutable;

namespace Gateway.Core.Analysis;

/// <summary>The guards of a run: those of live requests, of copies, of the bake; one α is shared by all of them.</summary>
public sealed record RunGuards(ImmutableArray<Guard> Live, ImmutableArray<Guard> Copies, ImmutableArray<Guard> Bake)
{
    /// <returns>Those of a run's guards that copies can be judged by: limits. A factor of the baseline's rate is none; a factor of its latency is, once frozen.</returns>
    public static IEnumerable<Guard> OnCopies(IEnumerable<Guard> guards) =>
        guards.Where(guard => guard.Measure == Measure.Disagreements || guard.Limit is not Limit.TimesBaseline || guard.Measure.IsLatency());

    /// <param name="alpha">Of the run.</param>
    /// <param name="alphaPromote">Of a pass.</param>
    /// <exception cref="ArgumentException">The guards' own α do not fit the run's.</exception>
    public (GuardSet Live, GuardSet? Copies, GuardSet? Bake) Judged(double alpha, double alphaPromote)
    {
        ImmutableArray<Guard> all = [.. Live, .. Copies, .. Bake];
        ImmutableArray<double> shares = AlphaShares.Divide(all, alpha);
        GuardSet Set(int from, int count, bool copies) => new(
            [.. Enumerable.Range(from, count).Select(index => new JudgedGuard(all[index], shares[index], (all[index].Limit as Limit.Latency)?.Time, copies))], alphaPromote);
        return (
            Set(0, Live.Length, false),
            Copies.IsEmpty ? null : Set(Live.Length, Copies.Length, true),
            Bake.IsEmpty ? null : Set(Live.Length + Copies.Length, Bake.Length, false));
    }
}
