using System.Collections;
using CsCheck;
using Gateway.Hosts;
using Xunit;

namespace Gateway.Tests.Hosts;

public sealed class ProcessorMaskTests
{
    [Fact]
    public void Some_processors_are_as_many_as_asked_for_or_all_and_all_of_them_allowed() =>
        Gen.Select(Gen.Bool.Array[1, 300], Gen.Int[1, 100], Gen.Int[0, int.MaxValue - 100]).Sample((allowed, most, from) =>
        {
            bool[] some = [.. ProcessorMask.Some(new BitArray(allowed), most, from).Cast<bool>()];
            Assert.Equal(Math.Min(most, allowed.Count(may => may)), some.Count(may => may));
            Assert.All(some.Zip(allowed), place => Assert.True(place.Second || !place.First));
        });

    [Theory]
    [InlineData(0, "0,1")]
    [InlineData(1, "1,70")]
    [InlineData(3, "0,200")]
    public void The_next_process_gets_the_next_processors_also_beyond_the_first_sixty_four(int from, string expected)
    {
        BitArray allowed = new(256);
        Array.ForEach([0, 1, 70, 200], place => allowed[place] = true);
        BitArray some = ProcessorMask.Some(allowed, 2, from);
        Assert.Equal(expected, string.Join(',', Enumerable.Range(0, some.Length).Where(place => some[place])));
    }
}
