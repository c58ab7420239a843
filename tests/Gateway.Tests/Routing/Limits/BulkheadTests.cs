using CsCheck;
using Gateway.Routing.Limits;
using Xunit;

namespace Gateway.Tests.Routing.Limits;

public sealed class BulkheadTests
{
    [Fact]
    public void Never_more_are_in_than_may_be_and_a_place_that_is_left_is_free() => Gen.Int[1, 20].SelectMany(most => Gen.Bool.Array[1, 200].Select(steps => (most, steps))).Sample(test =>
    {
        Bulkhead bulkhead = new();
        int inside = 0;
        foreach (bool enters in test.steps)
        {
            if (enters)
            {
                Assert.Equal(inside < test.most, bulkhead.TryEnter(test.most));
                inside = Math.Min(inside + 1, test.most);
            }
            else if (inside > 0)
            {
                bulkhead.Leave();
                inside--;
            }

            Assert.Equal(inside, bulkhead.InFlight);
        }
    });

    [Fact]
    public void Many_at_once_leave_nothing_behind()
    {
        Bulkhead bulkhead = new();
        int entered = 0;
        Parallel.For(0, 100_000, _ =>
        {
            if (bulkhead.TryEnter(2))
            {
                Interlocked.Increment(ref entered);
                bulkhead.Leave();
            }
        });
        Assert.Equal(0, bulkhead.InFlight);
        Assert.InRange(entered, 1, 100_000);
    }
}
