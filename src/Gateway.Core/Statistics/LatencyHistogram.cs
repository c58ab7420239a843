namespace Gateway.Core.Statistics;

/// <summary>Latencies in buckets 2 % apart from 10 µs to 1 h: additive, bounded, counted without a lock.</summary>
public sealed class LatencyHistogram
{
    private const double Least = 10e-6;
    private const double Growth = 1.02;
    private const int Buckets = 996; // ln(3600 / 10e-6) / ln(1.02), rounded up

    private static readonly double PerBucket = 1 / Math.Log(Growth);

    private readonly int[] _counts = new int[Buckets];

    public void Add(TimeSpan latency) => Interlocked.Increment(ref _counts[Bucket(latency)]);

    public void Merge(LatencyHistogram other)
    {
        for (int i = 0; i < Buckets; i++)
        {
            _counts[i] += Volatile.Read(ref other._counts[i]);
        }
    }

    public void Clear() => Array.Clear(_counts);

    public long Count
    {
        get
        {
            long count = 0;
            foreach (int bucket in _counts)
            {
                count += bucket;
            }

            return count;
        }
    }

    /// <param name="quantile">In (0, 1).</param>
    /// <returns>Within 1 % of the latency of that rank; null without attempts.</returns>
    public TimeSpan? Quantile(double quantile)
    {
        long rank = (long)Math.Ceiling(Count * quantile);
        long seen = 0;
        for (int i = 0; i < Buckets; i++)
        {
            seen += _counts[i];
            if (seen >= rank && seen > 0)
            {
                return TimeSpan.FromSeconds(Least * Math.Pow(Growth, i + 0.5));
            }
        }

        return null;
    }

    /// <param name="merged">How many of the buckets become one.</param>
    /// <returns>Each bucket that holds any, its ends and how many there are; lowest first.</returns>
    public IEnumerable<(TimeSpan From, TimeSpan Below, long Count)> Merged(int merged)
    {
        for (int i = 0; i < Buckets; i += merged)
        {
            int end = Math.Min(i + merged, Buckets);
            long count = 0;
            for (int bucket = i; bucket < end; bucket++)
            {
                count += Volatile.Read(ref _counts[bucket]);
            }

            if (count > 0)
            {
                yield return (End(i), End(end), count);
            }
        }
    }

    private static TimeSpan End(int buckets) => TimeSpan.FromSeconds(Least * Math.Pow(Growth, buckets));

    private static int Bucket(TimeSpan latency) =>
        Math.Clamp((int)(Math.Log(Math.Max(latency.TotalSeconds, Least) / Least) * PerBucket), 0, Buckets - 1);
}
