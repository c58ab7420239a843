using System.Collections.Immutable;
using Gateway.Core.Analysis;
using Gateway.Core.Rollouts;

namespace Gateway.Rollouts.Runs;

/// <param name="For">Run time without a break.</param>
/// <param name="Told">It is in the journal: once per guard and run.</param>
internal sealed record Suspicion(TimeSpan For, bool Told);

/// <summary>What someone should look at though the machine does nothing: a deciding guard that stays suspect, and one that only notifies and has failed.</summary>
internal static class Suspicions
{
    public static readonly TimeSpan Long = TimeSpan.FromMinutes(10);

    /// <param name="before">Guard → how it was.</param>
    /// <param name="elapsed">Since the last look; a longer pause of the gateway counts as the machine counts it.</param>
    public static ImmutableDictionary<string, Suspicion> Next(ImmutableDictionary<string, Suspicion> before, ImmutableArray<Judgement> judgements, TimeSpan elapsed)
    {
        TimeSpan tick = elapsed < RolloutMachine.LongestTick ? elapsed : RolloutMachine.LongestTick;
        return judgements.Aggregate(before, (all, judgement) => judgement switch
        {
            { Guard.Guard.Decides: true } => With(all, judgement, tick),
            { Guard.Guard: { DryRun: false, Text: var guard }, Verdict: Verdict.Failed } => all.SetItem(guard, new Suspicion(TimeSpan.Zero, Told: true)),
            _ => all,
        });
    }

    /// <returns>Guards that there is something to tell of since then.</returns>
    public static IEnumerable<string> Due(ImmutableDictionary<string, Suspicion> saved, ImmutableDictionary<string, Suspicion> now) =>
        now.Where(guard => guard.Value.Told && saved.GetValueOrDefault(guard.Key) is not { Told: true }).Select(guard => guard.Key).Order(StringComparer.Ordinal);

    private static ImmutableDictionary<string, Suspicion> With(ImmutableDictionary<string, Suspicion> all, Judgement judgement, TimeSpan tick)
    {
        string guard = judgement.Guard.Guard.Text;
        Suspicion? before = all.GetValueOrDefault(guard);
        if (judgement.Verdict != Verdict.Suspect)
        {
            return before is null ? all : before.Told ? all.SetItem(guard, before with { For = TimeSpan.Zero }) : all.Remove(guard);
        }

        TimeSpan time = before is null ? TimeSpan.Zero : before.For + tick;
        return all.SetItem(guard, new Suspicion(time < Long ? time : Long, before is { Told: true } || time >= Long));
    }
}
