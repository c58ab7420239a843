namespace Gateway.Core.Statistics;

/// <summary>Student's t: whether two means differ.</summary>
public static class StudentT
{
    /// <returns>How likely a deviation of at least |t| is, on either side; 1 when <paramref name="t"/> is NaN (no spread and no difference).</returns>
    public static double TwoSided(double t, double degrees) =>
        double.IsNaN(t) ? 1 : double.IsInfinity(t) ? 0 : Beta.Share(degrees / 2, 0.5, degrees / (degrees + t * t));

    /// <summary>Welch's test of two independent samples, each of at least two values.</summary>
    /// <returns>t of first − second, with Satterthwaite's degrees of freedom.</returns>
    public static (double T, double Degrees) Welch(ReadOnlySpan<double> first, ReadOnlySpan<double> second)
    {
        (double mean, double square) = Mean(first);
        (double otherMean, double otherSquare) = Mean(second);
        double both = square + otherSquare;
        double degrees = both * both / (square * square / (first.Length - 1) + otherSquare * otherSquare / (second.Length - 1));
        return ((mean - otherMean) / Math.Sqrt(both), degrees);
    }

    /// <summary>The test of paired differences, at least two.</summary>
    public static (double T, double Degrees) Paired(ReadOnlySpan<double> differences)
    {
        (double mean, double square) = Mean(differences);
        return (mean / Math.Sqrt(square), differences.Length - 1);
    }

    /// <returns>The mean and its squared standard error.</returns>
    private static (double Mean, double SquaredError) Mean(ReadOnlySpan<double> values)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(values.Length, 2);
        double sum = 0, squares = 0;
        foreach (double value in values)
        {
            sum += value;
        }

        foreach (double value in values)
        {
            squares += (value - sum / values.Length) * (value - sum / values.Length);
        }

        return (sum / values.Length, squares / (values.Length - 1) / values.Length);
    }
}
