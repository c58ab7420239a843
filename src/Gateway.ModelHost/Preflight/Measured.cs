using System.Diagnostics;
using Gateway.Core.Statistics;
using Gateway.ModelHost.Sessions;
using Microsoft.ML.OnnxRuntime;

namespace Gateway.ModelHost.Preflight;

/// <summary>How fast and how large.</summary>
/// <param name="StartMs">From the process's start to its first answer.</param>
/// <param name="P99Low">The 95 % bounds of p99, from the order of what was measured; null: too few runs to bound it.</param>
/// <param name="MemoryBytes">Of the process, with the model loaded and run.</param>
internal sealed record Measured(double LoadMs, double FirstRunMs, double StartMs, int Runs, double P50Ms, double P99Ms, double? P99Low, double? P99High, long MemoryBytes)
{
    private const int Most = 2000;
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

    /// <param name="rows">Asked one at a time, again and again; empty: zeros are asked for.</param>
    public static Measured Of(LoadedModel model, IReadOnlyList<GoldenRow> rows, TimeSpan loaded, TimeSpan first)
    {
        double started = (TimeProvider.System.GetUtcNow().UtcDateTime - Process.GetCurrentProcess().StartTime.ToUniversalTime()).TotalMilliseconds;
        List<double> times = [];
        long begin = Stopwatch.GetTimestamp();
        while (times.Count < Most && Stopwatch.GetElapsedTime(begin) < Longest)
        {
            long start = Stopwatch.GetTimestamp();
            if (rows.Count == 0)
            {
                WarmUp.Run(model);
            }
            else
            {
                Ask(model, rows[times.Count % rows.Count]);
            }

            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        double[] sorted = [.. times.Order()];
        Interval bounds = Quantiles.Bounds(sorted, 0.99);
        return new Measured(
            loaded.TotalMilliseconds, first.TotalMilliseconds, started, sorted.Length, Quantiles.Sorted(sorted, 0.5), Quantiles.Sorted(sorted, 0.99),
            double.IsFinite(bounds.Low) ? bounds.Low : null, double.IsFinite(bounds.High) ? bounds.High : null, Environment.WorkingSet);
    }

    private static void Ask(LoadedModel model, GoldenRow row)
    {
        try
        {
            Ran.Of(model, row.Inputs);
        }
        catch (Exception problem) when (problem is OnnxRuntimeException or ModelException)
        {
            // another check says so
        }
    }
}
