namespace Gateway.Core.Statistics;

/// <summary>The share of the beta function.</summary>
/// <remarks>Source: Numerical Recipes, chapter 6.4.</remarks>
public static class Beta
{
    private const double Small = 1e-300;
    private const int Most = 10_000;

    /// <param name="a">&gt; 0.</param>
    /// <param name="b">&gt; 0.</param>
    /// <param name="x">In [0, 1].</param>
    /// <returns>I_x(a, b), in [0, 1].</returns>
    public static double Share(double a, double b, double x)
    {
        if (x is <= 0 or >= 1)
        {
            return x <= 0 ? 0 : 1;
        }

        double factor = Math.Exp(Gamma.Log(a + b) - Gamma.Log(a) - Gamma.Log(b) + a * Math.Log(x) + b * Math.Log(1 - x));
        return x < (a + 1) / (a + b + 2) ? factor * Fraction(a, b, x) / a : 1 - factor * Fraction(b, a, 1 - x) / b;
    }

    private static double Fraction(double a, double b, double x)
    {
        double c = 1, d = 1 / Nonzero(1 - (a + b) * x / (a + 1)), value = d, change = 0;
        for (int m = 1; m < Most && Math.Abs(change - 1) > 1e-16; m++)
        {
            Step(m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)));
            Step(-(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)));
        }

        return value;

        void Step(double numerator)
        {
            d = 1 / Nonzero(1 + numerator * d);
            c = Nonzero(1 + numerator / c);
            change = d * c;
            value *= change;
        }
    }

    private static double Nonzero(double x) => Math.Abs(x) < Small ? Small : x;
}
