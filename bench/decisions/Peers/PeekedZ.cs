namespace Gateway.Decisions.Peers;

/// <summary>A one-sided two-proportion z-test at 1 % on totals, looked at every 30 s for an hour: as home-grown scripts do.</summary>
internal static class PeekedZ
{
    public const int Looks = 120;
    public static readonly double Critical = -Normal.Quantile(0.01);

    private const double Weight = 0.25;
    private const double Every = 30;

    public static Ended Run(IWorld world)
    {
        (long Attempts, long Bad, long Slow) baseline = default, candidate = default;
        for (int look = 1; look <= Looks; look++)
        {
            (Window b, Window c) = world.Next(Weight, Every);
            baseline = (baseline.Attempts + b.Attempts, baseline.Bad + b.Bad, baseline.Slow + b.Slow);
            candidate = (candidate.Attempts + c.Attempts, candidate.Bad + c.Bad, candidate.Slow + c.Slow);
            if (Z(candidate.Bad, candidate.Attempts, baseline.Bad, baseline.Attempts) > Critical
                || Z(candidate.Slow, candidate.Attempts, baseline.Slow, baseline.Attempts) > Critical)
            {
                return new Ended(false, look * Every, candidate.Bad);
            }
        }

        return new Ended(true, Looks * Every, candidate.Bad);
    }

    /// <returns>0 while nothing can be said.</returns>
    public static double Z(long bad, long attempts, long otherBad, long otherAttempts)
    {
        if (attempts == 0 || otherAttempts == 0 || bad + otherBad == 0)
        {
            return 0;
        }

        double pooled = (double)(bad + otherBad) / (attempts + otherAttempts);
        double error = Math.Sqrt(pooled * (1 - pooled) * (1.0 / attempts + 1.0 / otherAttempts));
        return error == 0 ? 0 : ((double)bad / attempts - (double)otherBad / otherAttempts) / error;
    }
}
