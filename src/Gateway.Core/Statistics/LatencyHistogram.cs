namespace Gateway.Core.Statistics;

/// <summary>Latencies in buckets 2 % apart from 10 µs to 1 h: additive, bounded, counted without a lock.</summary>
/// <remarks>Buckets lie in runs, and a run is there once it is needed: latencies of one thing lie close together.</remarks>
public sealed class LatencyHistogram
{
    private const double Least = 10e-6;
    private const double Growth = 1.02;
    private const int Buckets = 996; // ln(3600 / 10e-6) / ln(1.02), rounded up
    private const int Run = 64;

    private static readonly double PerBucket = 1 / Math.Log(Growth);

    private readonly int[]?[] _runs = new int[]?[(Buckets + Run - 1) / Run];

    public void Add(TimeSpan latency) => Interlocked.Increment(ref Counter(Bucket(latency)));

    public void Merge(LatencyHistogram other)
    {
        for (int i = other.Held(0); i < Buckets; i = other.Held(i + 1))
        {
            Counter(i) += other.In(i);
        }
    }

    /// <summary>Not while somebody adds.</summary>
    public void Clear() => Array.Clear(_runs);

    public long Count
    {
        get
        {
            long count = 0;
            for (int i = Held(0); i < Buckets; i = Held(i + 1))
            {
                count += In(i);
            }

            return count;
        }
    }

    /// <param name="quantile">In (0, 1).</param>
    /// <returns>Within 1 % of the latency of that rank; null without attempts.</returns>
    public TimeSpan? Quantile(double quantile)
    {
        int bucket = Holds((long)Math.Ceiling(Count * quantile));
        return bucket < Buckets ? Latency(bucket + 0.5) : null;
    }

    /// <param name="quantile">In (0, 1).</param>
    /// <returns>With the ends of the buckets in which its bounds lie; null without attempts.</returns>
    public BoundedQuantile? Bounded(double quantile)
    {
        if (Quantile(quantile) is not { } value)
        {
            return null;
        }

        (long low, long high) = Quantiles.Ranks(Count, quantile);
        int last = Holds(high);
        return new BoundedQuantile(value, low == 0 ? TimeSpan.Zero : Latency(Holds(low)), last < Buckets ? Latency(last + 1) : null);
    }

    /// <returns>Of each bucket that holds any how far it is beyond the one before, the first beyond −1, and how many it holds: few numbers, and small ones.</returns>
    public int[] Gaps()
    {
        List<int> gaps = [];
        int before = -1;
        for (int i = Held(0); i < Buckets; i = Held(i + 1))
        {
            gaps.AddRange([i - before, In(i)]);
            before = i;
        }

        return [.. gaps];
    }

    /// <param name="gaps">As <see cref="Gaps"/> gives them; what is no bucket is left out.</param>
    public void Merge(IReadOnlyList<int> gaps)
    {
        long bucket = -1;
        for (int i = 0; i + 1 < gaps.Count; i += 2)
        {
            bucket += gaps[i];
            if (bucket is >= 0 and < Buckets)
            {
                Counter((int)bucket) += gaps[i + 1];
            }
        }
    }

    /// <param name="merged">How many of the buckets become one.</param>
    /// <returns>Each bucket that holds any, its ends and how many there are; lowest first.</returns>
    public IEnumerable<(TimeSpan From, TimeSpan Below, long Count)> Merged(int merged)
    {
        for (int next = Held(0); next < Buckets;)
        {
            int from = next / merged * merged, end = Math.Min(from + merged, Buckets);
            long count = 0;
            for (; next < end; next = Held(next + 1))
            {
                count += In(next);
            }

            yield return (Latency(from), Latency(end), count);
        }
    }

    /// <returns>The bucket that holds the attempt of that rank, counted from 1 upwards; <see cref="Buckets"/> when there are fewer.</returns>
    private int Holds(long rank)
    {
        int bucket = Held(0);
        for (long seen = 0; bucket < Buckets && (seen += In(bucket)) < Math.Max(1, rank);)
        {
            bucket = Held(bucket + 1);
        }

        return bucket;
    }

    /// <returns>The next bucket from there on that holds any; <see cref="Buckets"/>: none does.</returns>
    private int Held(int bucket)
    {
        while (bucket < Buckets && In(bucket) == 0)
        {
            bucket = Volatile.Read(ref _runs[bucket / Run]) is null ? (bucket / Run + 1) * Run : bucket + 1;
        }

        return Math.Min(bucket, Buckets);
    }

    private int In(int bucket) => Volatile.Read(ref _runs[bucket / Run]) is { } run ? Volatile.Read(ref run[bucket % Run]) : 0;

    private ref int Counter(int bucket)
    {
        ref int[]? run = ref _runs[bucket / Run];
        int[] there = Volatile.Read(ref run) ?? Interlocked.CompareExchange(ref run, new int[Run], null) ?? run;
        return ref there[bucket % Run];
    }

    private static TimeSpan Latency(double buckets) => TimeSpan.FromSeconds(Least * Math.Pow(Growth, buckets));

    private static int Bucket(TimeSpan latency) =>
        Math.Clamp((int)(Math.Log(Math.Max(latency.TotalSeconds, Least) / Least) * PerBucket), 0, Buckets - 1);
}
