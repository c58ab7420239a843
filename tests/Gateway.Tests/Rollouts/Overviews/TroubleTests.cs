using Gateway.Core.Rollouts;
using Gateway.Rollouts.Overviews;
using Xunit;

namespace Gateway.Tests.Rollouts.Overviews;

public sealed class TroubleTests
{
    [Fact]
    public void What_hurts_most_is_greatest()
    {
        double[] worstFirst =
        [
            Trouble.Of(Phase.RollingBack, true, false, 1),
            Trouble.Of(Phase.Held, true, false, 1),
            Trouble.Of(null, false, true, 1),
            Trouble.Of(Phase.Progressing, true, false, 1),
            Trouble.Of(Phase.Progressing, false, false, 1),
            Trouble.Of(null, false, false, 0.4),
            Trouble.Of(null, false, false, 0.02),
            Trouble.Of(Phase.Baking, false, false, 0.01),
            Trouble.Of(null, false, false, 0.01),
        ];
        Assert.Equal(worstFirst.OrderDescending(), worstFirst);
        Assert.Equal(worstFirst.Length, worstFirst.Distinct().Count());
    }

    [Fact]
    public void How_an_earlier_rollout_ended_says_nothing_of_the_one_that_goes_on() => Assert.Equal(30, Trouble.Of(Phase.Progressing, false, true, null));

    [Theory]
    [InlineData(Phase.RolledBack, 80)]
    [InlineData(Phase.Promoted, 0)]
    [InlineData(Phase.Aborted, 0)]
    public void A_rollout_that_has_just_ended_is_what_it_will_be(Phase phase, double trouble) => Assert.Equal(trouble, Trouble.Of(phase, true, false, null));

    [Fact]
    public void Nothing_goes_on_and_nobody_asks() => Assert.Equal(0, Trouble.Of(null, false, false, null));
}
