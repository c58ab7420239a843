using Gateway.Core.Analysis;
using Gateway.Routing;

namespace Gateway.Analysis;

/// <summary>Which attempts one counter of a run calls bad.</summary>
/// <param name="Name">As the guard.s counter.</param>
/// <param name="Slower">The frozen limit of a latency; null for other measures.</param>
internal sealed record GuardCounter(string Name, Measure Measure, TimeSpan? Slower)
{
    /// <summary>Judged at once, not by the tick.</summary>
    public bool Inline => Measure is Measure.Errors or Measure.Invalid;

    public bool IsBad(Attempt attempt) => Measure switch
    {
        Measure.Errors => attempt.Outcome is Outcome.Failed or Outcome.Timeout,
        Measure.Rejections => attempt.Outcome == Outcome.Rejected,
        Measure.Timeouts => attempt.Outcome == Outcome.Timeout,
        Measure.Aborts => attempt.Outcome == Outcome.Aborted,
        Measure.Invalid => attempt.Invalid,
        _ when Slower is { } limit => attempt.Outcome == Outcome.Timeout || attempt.Duration > limit,
        _ => false,
    };

    /// <summary>The counters of a guard set; a latency whose limit is not known yet has none.</summary>
    public static GuardCounter[] Of(GuardSet guards) =>
        [.. guards.Guards.Where(guard => !guard.Waits).DistinctBy(guard => guard.Counter).Select(guard => new GuardCounter(guard.Counter, guard.Guard.Measure, guard.FrozenLimit))];
}
