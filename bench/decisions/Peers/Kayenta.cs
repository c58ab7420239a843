namespace Gateway.Decisions.Peers;

internal enum Classification
{
    Pass,
    High,
    Nodata,
}

/// <summary>
/// Kayenta's NetflixACAJudge-v1.0: per metric a Mann-Whitney interval of time series, one point a minute, direction increase; judged every
/// ten minutes on a growing window of an hour, pass 95, marginal 75. Candidate and a control of the same size get 25 % each.
/// </summary>
/// <remarks>Source: spinnaker/kayenta@a69573b; research page, 3.1.</remarks>
internal static class Kayenta
{
    private const double Pass = 95;
    private const double Marginal = 75;
    private const int Minutes = 60;
    private const int Every = 10;

    public static Ended Run(IWorld world)
    {
        List<double> errors = [], controlErrors = [], slow = [], controlSlow = [];
        long bad = 0;
        double score = 0;
        for (int minute = 1; minute <= Minutes; minute++)
        {
            (Window control, Window experiment) = world.Next(0.25, 60);
            bad += experiment.Bad;
            Add(errors, slow, experiment);
            Add(controlErrors, controlSlow, control);
            if (minute % Every == 0)
            {
                score = Score([Classify([.. errors], [.. controlErrors]), Classify([.. slow], [.. controlSlow])]);
                if (score < Marginal)
                {
                    return new Ended(false, minute * 60, bad);
                }
            }
        }

        return new Ended(score >= Pass, Minutes * 60, bad);
    }

    /// <param name="confidence">0.98 is hard-coded in the original.</param>
    public static Classification Classify(double[] experiment, double[] control, double confidence = 0.98)
    {
        if (experiment.Length == 0 || control.Length == 0)
        {
            return Classification.Nodata;
        }

        if (experiment.Order().SequenceEqual(control.Order()) || experiment.Concat(control).Distinct().Count() == 1)
        {
            return Classification.Pass;
        }

        (double low, _, double estimate) = MannWhitney.Interval(experiment, control, confidence);
        double effect = experiment.Average() / control.Average();
        bool counts = control.Average() == 0 || experiment.Average() == 0 || effect >= 1;
        return low > 0.25 * Math.Abs(estimate) && counts ? Classification.High : Classification.Pass;
    }

    /// <returns>0 … 100: half or more without data is 0; a group that counts nothing is 100.</returns>
    public static double Score(IReadOnlyList<Classification> metrics)
    {
        int missing = metrics.Count(metric => metric == Classification.Nodata), judged = metrics.Count - missing;
        return missing * 2 >= metrics.Count ? 0 : judged == 0 ? 100 : 100.0 * metrics.Count(metric => metric == Classification.Pass) / judged;
    }

    /// <summary>NaN is removed.</summary>
    private static void Add(List<double> errors, List<double> latencies, Window window)
    {
        if (window.Attempts > 0)
        {
            errors.Add(1 - window.Success);
            latencies.Add(window.P99);
        }
    }
}
