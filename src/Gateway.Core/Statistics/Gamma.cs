namespace Gateway.Core.Statistics;

/// <summary>The gamma function and its upper share.</summary>
/// <remarks>Source: Lanczos' series with g = 607/128 (Godfrey); Numerical Recipes, chapter 6.2.</remarks>
public static class Gamma
{
    private const double G = 607.0 / 128;
    private const double Small = 1e-300;
    private const int Most = 10_000;

    private static readonly double[] Lanczos =
    [
        0.99999999999999709182, 57.156235665862923517, -59.597960355475491248, 14.136097974741747174, -0.49191381609762019978, .33994649984811888699e-4,
        .46523628927048575665e-4, -.98374475304879564677e-4, .15808870322491248884e-3, -.21026444172410488319e-3, .21743961811521264320e-3,
        -.16431810653676389022e-3, .84418223983852743293e-4, -.26190838401581408670e-4, .36899182659531622704e-5,
    ];

    /// <param name="x">&gt; 0.</param>
    /// <returns>ln Γ(x).</returns>
    public static double Log(double x)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(x);
        double sum = Lanczos[0];
        for (int k = 1; k < Lanczos.Length; k++)
        {
            sum += Lanczos[k] / (x - 1 + k);
        }

        double shifted = x + G - 0.5;
        return (x - 0.5) * Math.Log(shifted) - shifted + Math.Log(Math.Sqrt(2 * Math.PI) * sum);
    }

    /// <param name="a">&gt; 0.</param>
    /// <param name="x">≥ 0.</param>
    /// <returns>Q(a, x) = Γ(a, x) / Γ(a), relatively exact in the tail.</returns>
    public static double Upper(double a, double x)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(a);
        ArgumentOutOfRangeException.ThrowIfNegative(x);
        double factor = x == 0 ? 0 : Math.Exp(a * Math.Log(x) - x - Log(a));
        return x < a + 1 ? 1 - factor * Series(a, x) : factor * Fraction(a, x);
    }

    private static double Series(double a, double x)
    {
        double term = 1 / a, sum = term;
        for (int n = 1; n < Most && term > sum * 1e-17; n++)
        {
            term *= x / (a + n);
            sum += term;
        }

        return sum;
    }

    /// <summary>Lentz's way of a continued fraction.</summary>
    private static double Fraction(double a, double x)
    {
        double b = x + 1 - a, c = 1 / Small, d = 1 / b, value = d, change = 0;
        for (int i = 1; i < Most && Math.Abs(change - 1) > 1e-16; i++)
        {
            double an = -i * (i - a);
            b += 2;
            d = 1 / Nonzero(an * d + b);
            c = Nonzero(b + an / c);
            change = d * c;
            value *= change;
        }

        return value;
    }

    private static double Nonzero(double x) => Math.Abs(x) < Small ? Small : x;
}
