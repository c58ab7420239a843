using System.Numerics;
using CsCheck;
using Gateway.Hosts;
using Xunit;

namespace Gateway.Tests.Hosts;

public sealed class ProcessLimitsTests
{
    [Fact]
    public void Some_processors_are_as_many_as_asked_for_or_all_and_all_of_them_allowed() =>
        Gen.Select(Gen.ULong, Gen.Int[1, 100], Gen.Int[0, int.MaxValue - 100]).Sample((allowed, most, from) =>
        {
            ulong some = ProcessLimits.Some(allowed, most, from);
            Assert.Equal(Math.Min(most, BitOperations.PopCount(allowed)), BitOperations.PopCount(some));
            Assert.Equal(0UL, some & ~allowed);
        });

    [Fact]
    public void The_next_process_gets_the_next_processors()
    {
        Assert.Equal(0b0011UL, ProcessLimits.Some(0b1111, 2, 0));
        Assert.Equal(0b0110UL, ProcessLimits.Some(0b1111, 2, 1));
        Assert.Equal(0b1001UL, ProcessLimits.Some(0b1111, 2, 3));
    }
}
