using Gateway.Core.Rollouts;
using Xunit;

namespace Gateway.Core.Tests.Rollouts;

public sealed class AutoStepsTests
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    [Theory]
    [InlineData(0, new[] { 100, 500, 2500, 5000 })] // not known
    [InlineData(200, new[] { 100, 500, 2500, 5000 })]
    [InlineData(10, new[] { 100, 500, 2500, 5000 })] // 319 at 1 % of 10/s take 53 min
    [InlineData(8, new[] { 500, 2500, 5000 })]
    [InlineData(1, new[] { 2500, 5000 })]
    [InlineData(0.1, new[] { 5000 })]
    public void Leading_steps_that_cannot_be_filled_within_the_budget_are_left_out(double rate, int[] weights) =>
        Assert.Equal(weights, AutoSteps.Of(319, rate, Hour).Select(step => step.Weight));

    /// <summary>159 attempts at 50 %: 15.9 h of 20 an hour, 31.8 h of 10 an hour.</summary>
    [Fact]
    public void A_step_may_take_a_day_or_twice_what_its_traffic_needs()
    {
        Assert.Equal(TimeSpan.FromHours(24), AutoSteps.Of(159, 1, Hour)[^1].MaxDuration);
        Assert.Equal(TimeSpan.FromHours(32), AutoSteps.Of(159, 20 / 3600.0, Hour)[^1].MaxDuration);
        Assert.Equal(TimeSpan.FromHours(64), AutoSteps.Of(159, 10 / 3600.0, Hour)[^1].MaxDuration);
    }

    [Fact]
    public void Copies_come_first_where_half_of_the_traffic_does_not_fill_a_step_within_a_day()
    {
        Assert.False(AutoSteps.CopiesFirst(AutoSteps.Of(159, 20 / 3600.0, Hour), 20 / 3600.0));
        Assert.True(AutoSteps.CopiesFirst(AutoSteps.Of(159, 10 / 3600.0, Hour), 10 / 3600.0));
        Assert.False(AutoSteps.CopiesFirst(AutoSteps.Of(159, 0, Hour), 0));
    }
}
