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

    [Fact]
    public void Keys_spread_by_weight_and_over_buckets()
    {
        ulong[] hashes = [.. Enumerable.Range(0, 20_000).Select(i => StickyBuckets.Hash($"user-{i}", 42))];
        Assert.InRange(hashes.Count(hash => StickyBuckets.Pick([1000, 9000], hash) == 0), 1830, 2170); // 2 000 ± 4σ
        Assert.InRange(hashes.Select(StickyBuckets.Bucket).Distinct().Count(), 16_900, 17_700); // 65 536·(1 − e^(−20000/65536)) = 17 239
    }
}
