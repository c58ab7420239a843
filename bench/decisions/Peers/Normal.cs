namespace Gateway.Decisions.Peers;

/// <summary>The standard normal distribution.</summary>
internal static class Normal
{
    /// <returns>P(Z ≤ z), within 1e-7 (Abramowitz and Stegun 7.1.26, squared form).</returns>
    public static double Share(double z)
    {
        double t = 1 / (1 + 0.2316419 * Math.Abs(z));
        double tail = Math.Exp(-z * z / 2) / Math.Sqrt(2 * Math.PI)
            * t * (0.319381530 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
        return z >= 0 ? 1 - tail : tail;
    }

    /// <returns>z with P(Z ≤ z) = share, within 1e-9 (Acklam, one step of Newton left out).</returns>
    public static double Quantile(double share)
    {
        double p = Math.Min(share, 1 - share);
        double z = p < 0.02425 ? Tail(Math.Sqrt(-2 * Math.Log(Math.Max(p, 1e-300)))) : Middle(p - 0.5);
        return share <= 0.5 ? z : -z;
    }

    private static double Tail(double q) =>
        (((((-7.784894002430293e-03 * q - 3.223964580411365e-01) * q - 2.400758277161838) * q - 2.549732539343734) * q + 4.374664141464968) * q + 2.938163982698783)
        / ((((7.784695709041462e-03 * q + 3.224671290700398e-01) * q + 2.445134137142996) * q + 3.754408661907416) * q + 1);

    private static double Middle(double q)
    {
        double r = q * q;
        return (((((-3.969683028665376e+01 * r + 2.209460984245205e+02) * r - 2.759285104469687e+02) * r + 1.383577518672690e+02) * r - 3.066479806614716e+01) * r + 2.506628277459239) * q
            / (((((-5.447609879822406e+01 * r + 1.615858368580409e+02) * r - 1.556989798598866e+02) * r + 6.680131188771972e+01) * r - 1.328068155288572e+01) * r + 1);
    }
}
