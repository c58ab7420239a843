using Gateway.Core.Routing;

namespace Gateway.Core.Analysis.Counting;

/// <summary>Which attempts one counter of a run calls bad.</summary>
/// <param name="Name">As the guard's counter.</param>
/// <param name="Slower">The frozen limit of a latency; null for other measures.</param>
public sealed record GuardCounter(string Name, Measure Measure, TimeSpan? Slower)
{
    /// <summary>Judged at once, not by the tick.</summary>
    public bool Inline => Measure is Measure.Errors or Measure.Invalid;

    public bool IsBad(in Ending ending) => Measure switch
    {
        Measure.Errors => ending.Outcome is Outcome.Failed or Outcome.Timeout,
        Measure.Rejections => ending.Outcome == Outcome.Rejected,
        Measure.Timeouts => ending.Outcome == Outcome.Timeout,
        Measure.Aborts => ending.Outcome == Outcome.Aborted,
        Measure.Invalid => ending.Invalid,
        _ when Slower is { } limit => ending.Outcome == Outcome.Timeout || ending.Duration > limit,
        _ => false,
    };

    /// <summary>The counters of a guard set; a latency whose limit is not known yet has none.</summary>
    public static GuardCounter[] Of(GuardSet guards) =>
        [.. guards.Guards.Where(guard => !guard.Waits).DistinctBy(guard => guard.Counter).Select(guard => new GuardCounter(guard.Counter, guard.Guard.Measure, guard.FrozenLimit))];
}
