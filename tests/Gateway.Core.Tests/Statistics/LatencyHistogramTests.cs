using CsCheck;
using Gateway.Core.Statistics;
using Xunit;

namespace Gateway.Core.Tests.Statistics;

public sealed class LatencyHistogramTests
{
    [Fact]
    public void Merged_buckets_hold_every_latency_once_and_below_their_end() => Gen.Select(Gen.Double[1e-5, 10].Array[1, 50], Gen.Int[1, 40]).Sample((seconds, merged) =>
    {
        LatencyHistogram histogram = new();
        Array.ForEach(seconds, latency => histogram.Add(TimeSpan.FromSeconds(latency)));
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
