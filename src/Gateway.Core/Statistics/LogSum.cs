using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Gateway.Core.Statistics;

/// <summary>Sums of exponentials without overflow.</summary>
public static class LogSum
{
    /// <returns>ln((e^a₁ + … + e^aₙ) / n); −∞ when every term is.</returns>
    public static double Mean(ReadOnlySpan<double> logs)
    {
        double most = double.NegativeInfinity;
        foreach (double log in logs)
        {
            most = Math.Max(most, log);
        }

        if (double.IsInfinity(most))
        {
            return most;
        }

        double sum = 0;
        ReadOnlySpan<Vector256<double>> fours = MemoryMarshal.Cast<double, Vector256<double>>(logs);
        foreach (Vector256<double> four in fours)
        {
            sum += Vector256.Sum(Vector256.Exp(four - Vector256.Create(most)));
        }

        foreach (double log in logs[(fours.Length * Vector256<double>.Count)..])
        {
            sum += Math.Exp(log - most);
        }

        return most + Math.Log(sum / logs.Length);
    }
}
