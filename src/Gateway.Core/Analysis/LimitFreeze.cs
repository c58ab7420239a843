using Gateway.Core.Statistics;

namespace Gateway.Core.Analysis;

/// <summary>Turns "so many times the baseline's latency" into a time, as soon as the baseline has been seen often enough.</summary>
public static class LimitFreeze
{
    public static GuardSet Apply(GuardSet guards, LatencyHistogram baseline)
    {
        long attempts = baseline.Count;
        foreach (JudgedGuard guard in guards.Guards.Where(guard => guard.Waits && attempts >= guard.Guard.Measure.AttemptsToFreeze()))
        {
            if (baseline.Quantile(1 - guard.Guard.Measure.AllowedSlow()) is { } quantile && guard.Guard.Limit is Limit.TimesBaseline times)
            {
                TimeSpan limit = quantile * times.Factor;
                TimeSpan least = quantile + TimeSpan.FromMilliseconds(1);
                guards = guards.Freeze(guard.Guard.Counter, limit > least ? limit : least);
            }
        }

        return guards;
    }

    /// <summary>How long an attempt may be in flight before it counts against a conclusion.</summary>
    public static TimeSpan InFlightAge(GuardSet guards, LatencyHistogram baseline, TimeSpan timeout)
    {
        TimeSpan age = baseline.Count >= Measure.P99.AttemptsToFreeze() && baseline.Quantile(0.99) is { } p99
            ? p99
            : guards.Guards.Select(guard => guard.Guard.Limit).OfType<Limit.Latency>().Select(limit => limit.Time).DefaultIfEmpty(TimeSpan.FromSeconds(1)).Min();
        return age < timeout ? age : timeout;
    }
}
