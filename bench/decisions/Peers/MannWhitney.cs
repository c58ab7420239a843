namespace Gateway.Decisions.Peers;

/// <summary>The Mann-Whitney interval of Kayenta's judge.</summary>
/// <remarks>Source: spinnaker/kayenta@a69573b, NetflixACAJudge-v1.0; research page, 3.1, step 6.</remarks>
internal static class MannWhitney
{
    private const double Tolerance = 1e-4;

    /// <returns>The interval and the Hodges-Lehmann estimate of experiment − control.</returns>
    public static (double Low, double High, double Estimate) Interval(double[] experiment, double[] control, double confidence)
    {
        double z = -Normal.Quantile((1 - confidence) / 2);
        double least = experiment.Min() - control.Max(), most = experiment.Max() - control.Min();
        double W(double shift, double q) => Statistic(experiment, control, shift) - q;
        return (Bounded(mu => W(mu, z), least, most), Bounded(mu => W(mu, -z), least, most), Root(mu => W(mu, 0), least, most));
    }

    /// <summary>The standardised rank sum of the shifted experiment, corrected for continuity and ties.</summary>
    private static double Statistic(double[] experiment, double[] control, double shift)
    {
        (int m, int n) = (experiment.Length, control.Length);
        (double Value, bool Experiment)[] all = [.. experiment.Select(value => (value - shift, true)), .. control.Select(value => (value, false))];
        Array.Sort(all, (a, b) => a.Value.CompareTo(b.Value));
        (double ranks, double ties) = (0, 0);
        for (int i = 0; i < all.Length;)
        {
            int j = i;
            int ours = 0;
            while (j < all.Length && all[j].Value == all[i].Value)
            {
                ours += all[j++].Experiment ? 1 : 0;
            }

            double t = j - i;
            ranks += ours * (i + j + 1) / 2.0;
            ties += t * t * t - t;
            i = j;
        }

        double dz = ranks - m * (m + 1) / 2.0 - m * n / 2.0;
        double deviation = Math.Sqrt(m * n / 12.0 * (m + n + 1 - ties / ((m + n) * (m + n - 1.0))));
        return (dz - 0.5 * Math.Sign(dz)) / deviation;
    }

    private static double Bounded(Func<double, double> f, double low, double high) => f(low) <= 0 ? low : f(high) >= 0 ? high : Root(f, low, high);

    /// <summary>Brent's method as R's uniroot and Apache's solver do it.</summary>
    private static double Root(Func<double, double> f, double a, double b)
    {
        (double fa, double fb) = (f(a), f(b));
        (double c, double fc) = (a, fa);
        double d = b - a, e = d;
        for (int iteration = 0; iteration < 1000; iteration++)
        {
            if (Math.Abs(fc) < Math.Abs(fb))
            {
                (a, b, c) = (b, c, b);
                (fa, fb, fc) = (fb, fc, fb);
            }

            double tolerance = 2 * 2.22e-16 * Math.Abs(b) + Tolerance / 2, middle = 0.5 * (c - b);
            if (Math.Abs(middle) <= tolerance || fb == 0)
            {
                return b;
            }

            (d, e) = Math.Abs(e) < tolerance || Math.Abs(fa) <= Math.Abs(fb) ? (middle, middle) : Interpolate(a, b, c, fa, fb, fc, middle, tolerance, d, e);
            (a, fa) = (b, fb);
            b += Math.Abs(d) > tolerance ? d : tolerance * Math.Sign(middle);
            fb = f(b);
            if (fb > 0 && fc > 0 || fb <= 0 && fc <= 0)
            {
                (c, fc) = (a, fa);
                d = e = b - a;
            }
        }

        return b;
    }

    private static (double D, double E) Interpolate(double a, double b, double c, double fa, double fb, double fc, double middle, double tolerance, double d, double e)
    {
        (double p, double q, double s) = (0, 0, fb / fa);
        if (a == c)
        {
            (p, q) = (2 * middle * s, 1 - s);
        }
        else
        {
            (double u, double r) = (fa / fc, fb / fc);
            p = s * (2 * middle * u * (u - r) - (b - a) * (r - 1));
            q = (u - 1) * (r - 1) * (s - 1);
        }

        (p, q) = p > 0 ? (p, -q) : (-p, q);
        return p < 1.5 * middle * q - Math.Abs(tolerance * q) && p < Math.Abs(0.5 * e * q) ? (p / q, d) : (middle, middle);
    }
}
