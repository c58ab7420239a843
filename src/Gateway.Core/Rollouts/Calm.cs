using System.Collections.Immutable;
using Gateway.Core.Analysis;

namespace Gateway.Core.Rollouts;

/// <summary>When an outage of both versions is over: the baseline has kept the limits for a minute.</summary>
public static class Calm
{
    public static readonly TimeSpan Window = TimeSpan.FromSeconds(60);

    private const long Enough = 60;

    /// <param name="baseline">The baseline's last minute.</param>
    public static bool IsOver(ImmutableArray<Judgement> judgements, LastMinute baseline) =>
        Disturbed(judgements).All(judgement => Keeps(judgement.Guard, baseline));

    /// <returns>Guards whose limit both versions break; once good attempts have thinned that out, every guard with a limit, for one of them it was.</returns>
    public static IEnumerable<Judgement> Disturbed(ImmutableArray<Judgement> judgements) => judgements.Any(judgement => judgement.Environment)
        ? judgements.Where(judgement => judgement.Environment)
        : judgements.Where(judgement => judgement.Guard is { Rate: > 0, Guard.Decides: true, Waits: false });

    private static bool Keeps(JudgedGuard guard, LastMinute baseline) => baseline.Attempts >= Enough && guard.Guard.Measure switch
    {
        Measure.Rejections => baseline.Rejections <= guard.LimitRate * baseline.Attempts,
        var measure when measure.IsLatency() => baseline.Errors <= guard.LimitRate * baseline.Attempts && baseline.P99 <= guard.FrozenLimit,
        _ => baseline.Errors <= guard.LimitRate * baseline.Attempts,
    };
}
