using CsCheck;
using Gateway.Core.Routing;
using Xunit;

namespace Gateway.Core.Tests.Routing;

public sealed class StickyBucketsTests
{
    [Fact]
    public void A_key_that_has_the_candidate_keeps_it_while_the_weight_grows() =>
        Gen.Select(Gen.String, Gen.ULong, Gen.Int[0, 10_000], Gen.Int[0, 10_000]).Sample((key, salt, one, other) =>
        {
            ulong hash = StickyBuckets.Hash(key, salt);
            int less = Math.Min(one, other), more = Math.Max(one, other);
            return StickyBuckets.Pick([less, 10_000 - less], hash) != 0 || StickyBuckets.Pick([more, 10_000 - more], hash) == 0;
        });

    [Theory]
    [InlineData(100)]
    [InlineData(500)]
    [InlineData(5000)]
    public void Shares_of_keys_are_the_weights_within_3_sigma(int weight)
    {
        const int Keys = 20_000;
        double share = weight / 10_000.0, sigma = Math.Sqrt(Keys * share * (1 - share));
        for (ulong salt = 1; salt <= 20; salt++)
        {
            int candidates = Enumerable.Range(0, Keys).Count(i => StickyBuckets.Pick([weight, 10_000 - weight], StickyBuckets.Hash($"user-{i}", salt)) == 0);
            Assert.InRange(candidates, Keys * share - 3 * sigma, Keys * share + 3 * sigma);
        }
    }

    [Fact]
    public void Keys_spread_over_buckets()
    {
        ulong[] hashes = [.. Enumerable.Range(0, 20_000).Select(i => StickyBuckets.Hash($"user-{i}", 42))];
        Assert.InRange(hashes.Select(StickyBuckets.Bucket).Distinct().Count(), 16_900, 17_700); // 65 536·(1 − e^(−20000/65536)) = 17 239
    }
}
