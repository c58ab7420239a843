using CsCheck;
using Gateway.Core.Statistics;
using Xunit;

namespace Gateway.Core.Tests.Statistics;

public sealed class LatencyHistogramTests
{
    private static readonly Gen<double[]> Seconds = Gen.Double[1e-5, 10].Array[1, 50];

    [Fact]
    public void What_is_packed_is_the_same_again() => Seconds.Sample(seconds =>
    {
        LatencyHistogram histogram = Of(seconds), again = new();
        again.Merge(histogram.Gaps());
        Assert.Equal(histogram.Merged(1), again.Merged(1));
    });

    [Fact]
    public void Packed_numbers_that_are_no_buckets_are_left_out()
    {
        LatencyHistogram histogram = new();
        histogram.Merge([0, 5, 7, 3, 5000, 1, 4]);
        Assert.Equal(3, histogram.Count);
    }

    [Fact]
    public void Bounds_hold_the_quantile() => Gen.Select(Seconds, Gen.OneOf(0.5, 0.95, 0.99)).Sample((seconds, share) =>
    {
        BoundedQuantile bounded = Of(seconds).Bounded(share)!.Value;
        Assert.Equal(Of(seconds).Quantile(share), bounded.Value);
        Assert.True(bounded.Low < bounded.Value && bounded.Low >= TimeSpan.Zero && !(bounded.High <= bounded.Value));
    });

    [Fact]
    public void Many_who_add_at_once_lose_nothing()
    {
        for (int round = 0; round < 200; round++)
        {
            LatencyHistogram histogram = new();
            Parallel.For(0, 8, _ => histogram.Add(TimeSpan.FromMilliseconds(5)));
            Assert.Equal(8, histogram.Count);
        }
    }

    [Fact]
    public void Nothing_has_no_bounds() => Assert.Null(new LatencyHistogram().Bounded(0.5));

    /// <summary>Of exponential latencies, whose quantiles are known: as many as promised, less what 400 draws vary by.</summary>
    [Theory]
    [InlineData(20, 0.5)]
    [InlineData(2000, 0.5)]
    [InlineData(100, 0.95)]
    [InlineData(60, 0.99)]
    [InlineData(3000, 0.99)]
    public void Bounds_hold_the_true_quantile_in_95_of_100_cases(int attempts, double share)
    {
        Random random = new(3);
        double truth = -Math.Log(1 - share) * 0.01;
        int held = Enumerable.Range(0, 400).Count(_ =>
        {
            BoundedQuantile bounded = Of([.. Enumerable.Range(0, attempts).Select(_ => -Math.Log(1 - random.NextDouble()) * 0.01)]).Bounded(share)!.Value;
            return bounded.Low!.Value.TotalSeconds <= truth && !(bounded.High?.TotalSeconds < truth);
        });
        Assert.InRange(held, 372, 400); // 380 − 2 standard deviations
    }

    [Fact]
    public void Ranks_are_those_of_the_exact_bounds_give_or_take_two() => Gen.Select(Gen.Int[1, 3000], Gen.OneOf(0.5, 0.95, 0.99)).Sample(
        (count, share) =>
        {
            double[] values = [.. Enumerable.Range(1, count).Select(rank => (double)rank)];
            Interval exact = Quantiles.Bounds(values, share);
            (long low, long high) = Quantiles.Ranks(count, share);
            Assert.InRange(low, Math.Max(0, exact.Low) - 2, Math.Max(0, exact.Low) + 2);
            Assert.InRange(Math.Min(high, count + 1), Math.Min(exact.High, count + 1) - 2, Math.Min(exact.High, count + 1) + 2);
        },
        iter: 200);

    private static LatencyHistogram Of(double[] seconds)
    {
        LatencyHistogram histogram = new();
        Array.ForEach(seconds, latency => histogram.Add(TimeSpan.FromSeconds(latency)));
        return histogram;
    }

    [Fact]
    public void Merged_buckets_hold_every_latency_once_and_below_their_end() => Gen.Select(Seconds, Gen.Int[1, 40]).Sample((seconds, merged) =>
    {
        LatencyHistogram histogram = Of(seconds);
        (TimeSpan From, TimeSpan Below, long Count)[] buckets = [.. histogram.Merged(merged)];

        Assert.Equal(seconds.Length, buckets.Sum(bucket => bucket.Count));
        Assert.All(buckets, bucket => Assert.True(bucket.Count > 0));
        Assert.Equal(buckets.Select(bucket => bucket.Below).Order(), buckets.Select(bucket => bucket.Below));
        Assert.All(buckets, bucket => Assert.True(bucket.From < bucket.Below));
        foreach ((_, TimeSpan below, _) in buckets)
        {
            long under = seconds.Count(latency => latency < below.TotalSeconds * 1.000001), counted = buckets.Where(bucket => bucket.Below <= below).Sum(bucket => bucket.Count);
            Assert.InRange(under, counted - seconds.Count(latency => Math.Abs(latency / below.TotalSeconds - 1) < 1e-3), counted + seconds.Count(latency => Math.Abs(latency / below.TotalSeconds - 1) < 1e-3));
        }
    });
}
