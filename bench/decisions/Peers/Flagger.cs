namespace Gateway.Decisions.Peers;

/// <summary>
/// Flagger's rule: once an interval, the success rate against a fixed threshold; failed checks add up and never decay; at the threshold
/// the next tick rolls back; no values is a failed check. Settings of its documentation: 1 min, 5 failed checks, 10 % a step up to 50 %,
/// success ≥ 99 %, p99 ≤ 500 ms.
/// </summary>
/// <remarks>Source: fluxcd/flagger@15bd6ad, pkg/controller/scheduler.go; research page, 2.2.</remarks>
internal sealed class Flagger(int threshold = 5, double success = 0.99, double p99 = 500)
{
    private const double Interval = 60;
    private int _failedChecks;

    public bool MustRollBack => _failedChecks >= threshold;

    /// <returns>True: the weight may grow.</returns>
    public bool Check(Window candidate)
    {
        bool passed = candidate.Attempts > 0 && candidate.Success >= success && candidate.P99 <= p99;
        _failedChecks += passed ? 0 : 1;
        return passed;
    }

    public static Ended Run(IWorld world)
    {
        Flagger rule = new();
        (double weight, long bad) = (0.1, 0);
        for (double seconds = Interval; ; seconds += Interval)
        {
            Window candidate = world.Next(weight, Interval).Candidate;
            bad += candidate.Bad;
            if (rule.MustRollBack)
            {
                return new Ended(false, seconds, bad);
            }

            if (rule.Check(candidate))
            {
                weight += 0.1;
                if (weight > 0.55)
                {
                    return new Ended(true, seconds, bad);
                }
            }
        }
    }
}
