using CsCheck;
using Gateway.Core.Routing;
using Xunit;

namespace Gateway.Core.Tests.Routing;

public sealed class TrafficSplitTests
{
    [Fact]
    public void At_10_percent_of_the_first_1000_requests_the_candidate_gets_99_to_101_whatever_the_seed() =>
        Gen.ULong.Sample(seed => Taken(new TrafficSplit([9000, 1000], seed), 1, 0, 1000) is >= 99 and <= 101, iter: 5000);

    [Fact]
    public void Any_window_holds_its_share_give_or_take_two() =>
        Gen.Select(Gen.Int[0, 10_000], Gen.ULong, Gen.Int[0, 100_000], Gen.Int[1, 3000]).Sample((weight, seed, start, length) =>
        {
            double expected = length * weight / 10_000.0;
            int taken = Taken(new TrafficSplit([10_000 - weight, weight], seed), 1, start, length);
            return Math.Abs(taken - expected) <= 2;
        }, iter: 5000);

    [Fact]
    public void Each_of_many_versions_gets_its_share() =>
        Gen.Select(Gen.Int[0, 100].Array[2, 8], Gen.ULong).Where((parts, _) => parts.Sum() > 0).Sample((parts, seed) =>
        {
            int[] weights = Normalised(parts);
            var split = new TrafficSplit(weights, seed);
            int[] taken = new int[weights.Length];
            for (long place = 0; place < 2000; place++)
            {
                taken[split.Pick(place)]++;
            }

            // Each level of the nest adds at most two places of its own to the rounding of those before.
            return weights.Zip(taken).All(pair => Math.Abs(pair.Second - pair.First / 5.0) <= 2 * weights.Length && (pair.First > 0 || pair.Second == 0));
        }, iter: 2000);

    [Fact]
    public void No_period_of_a_client_hits_the_candidate_more_than_its_share()
    {
        for (int period = 2; period <= 40; period++)
        {
            int hits = 0;
            for (ulong seed = 0; seed < 50; seed++)
            {
                var split = new TrafficSplit([9000, 1000], seed);
                hits += Enumerable.Range(0, 200).Count(i => split.Pick((long)i * period) == 1);
            }

            Assert.InRange(hits, 800, 1200); // 10 % of 10 000; binomial σ is 30
        }
    }

    [Fact]
    public void The_whole_weight_takes_every_place()
    {
        var split = new TrafficSplit([0, 10_000], 7);
        Assert.All(Enumerable.Range(0, 100), place => Assert.Equal(1, split.Pick(place)));
    }

    [Theory]
    [InlineData(60, 39)]
    [InlineData(-100, 10_100)]
    [InlineData(6000, 6000)]
    public void Weights_that_do_not_sum_to_10000_are_refused_with_what_was_given(int first, int second)
    {
        var problem = Assert.Throws<ArgumentException>(() => new TrafficSplit([first, second], 0));
        Assert.Contains($"{first} + {second}", problem.Message, StringComparison.Ordinal);
    }

    private static int Taken(TrafficSplit split, int version, long start, int length)
    {
        int taken = 0;
        for (long place = start; place < start + length; place++)
        {
            taken += split.Pick(place) == version ? 1 : 0;
        }

        return taken;
    }

    private static int[] Normalised(int[] parts)
    {
        int[] weights = [.. parts.Select(part => part * 10_000 / parts.Sum())];
        weights[Array.IndexOf(parts, parts.Max())] += 10_000 - weights.Sum();
        return weights;
    }
}
