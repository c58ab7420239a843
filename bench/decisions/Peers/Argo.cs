namespace Gateway.Decisions.Peers;

/// <summary>
/// Argo Rollouts: a background analysis measures every interval; it fails when more than failureLimit measurements failed; no data is an
/// error, tried again after 10 s, and the fifth error in a row aborts. The steps advance by time alone: 10 % a minute up to 50 %.
/// </summary>
/// <remarks>Source: argoproj/argo-rollouts@9f8d111, analysis/analysis.go; failureLimit 3 of its examples; research page, 2.1.</remarks>
internal sealed class Argo(int failureLimit = 3, double success = 0.99, int consecutiveErrorLimit = 4)
{
    private const double Interval = 60;
    private const double ErrorRetry = 10;
    private int _failed;
    private int _errors;

    public bool Aborts => _failed > failureLimit || _errors > consecutiveErrorLimit;

    public void Measure(Window candidate)
    {
        _errors = candidate.Attempts == 0 ? _errors + 1 : 0;
        _failed += candidate.Attempts > 0 && candidate.Success < success ? 1 : 0;
    }

    public static Ended Run(IWorld world)
    {
        Argo rule = new();
        long bad = 0;
        for (double seconds = 0; seconds < 5 * Interval;)
        {
            double wait = rule._errors > 0 ? ErrorRetry : Interval;
            Window candidate = world.Next(0.1 * (1 + Math.Floor(seconds / Interval)), wait).Candidate;
            seconds += wait;
            bad += candidate.Bad;
            rule.Measure(candidate);
            if (rule.Aborts)
            {
                return new Ended(false, seconds, bad);
            }
        }

        return new Ended(true, 5 * Interval, bad);
    }
}
