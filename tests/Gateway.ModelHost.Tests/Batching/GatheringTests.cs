using Gateway.ModelHost.Batching;
using Xunit;

namespace Gateway.ModelHost.Tests.Batching;

public sealed class GatheringTests
{
    private static readonly TimeSpan Now = TimeSpan.FromSeconds(100), Soon = Now + TimeSpan.FromMilliseconds(1), Late = Now + TimeSpan.FromMilliseconds(9);

    [Theory]
    [InlineData(1, 0, 5, false)] // a client alone is never made to wait
    [InlineData(2, 0, 5, true)]
    [InlineData(1, 1, 5, true)]
    [InlineData(0, 7, 5, false)] // those who were answered would not fit
    [InlineData(32, 0, 0.5, false)] // too short to wait for
    public void Somebody_is_expected_after_a_run_with_company_that_a_second_run_would_have_cost_much(int answered, int waiting, double costs, bool expected) =>
        Assert.Equal(expected, Gathering.None.After(answered, waiting, Cost(costs), Now).Holds(Now));

    [Fact]
    public void It_ends_when_as_many_have_come_as_were_answered_or_when_their_own_run_would_have_cost_as_much()
    {
        Gathering two = Gathering.None.After(2, 7, Cost(5), Now);
        Assert.True(two.Come(Soon).Holds(Soon));
        Assert.False(two.Come(Soon).Come(Soon).Holds(Soon));
        Assert.True(two.Holds(Now + TimeSpan.FromMilliseconds(4.9)));
        Assert.False(two.Holds(Now + TimeSpan.FromMilliseconds(5.1)));
        Assert.Equal(two, two.Come(Late));
    }

    [Fact]
    public void Callers_who_do_not_come_back_in_time_are_waited_for_no_more_until_they_do_so_again()
    {
        Gathering gathering = Gathering.None.After(4, 0, Cost(5), Now);
        Assert.True(gathering.Holds(Now));
        Assert.Equal(gathering.Trust, gathering.Come(Soon).After(4, 0, Cost(5), Soon).Trust); // their time is not over
        gathering = gathering.Come(Soon).After(4, 0, Cost(5), Late); // three of four did not
        Assert.False(gathering.Holds(Late));
        gathering = All(gathering).After(4, 0, Cost(5), Now);
        Assert.True(gathering.Holds(Now));
        gathering = Enumerable.Range(0, 10).Aggregate(gathering, (last, _) => All(last).After(4, 0, Cost(5), Now));
        Assert.True(gathering.After(4, 0, Cost(5), Late).Holds(Late)); // once is no rule
    }

    [Fact]
    public void A_run_after_which_nobody_was_expected_tells_nothing_of_them()
    {
        Gathering alone = Gathering.None.After(4, 0, Cost(5), Now).After(1, 0, Cost(5), Now);
        Assert.Equal(alone.Trust, alone.After(1, 0, Cost(5), Now).Trust);
        Assert.False(alone.Holds(Now));
    }

    private static Gathering All(Gathering gathering) => Enumerable.Range(0, gathering.Missing).Aggregate(gathering, (left, _) => left.Come(left.Until - TimeSpan.FromMilliseconds(1)));

    /// <summary>Of runs that take a millisecond for each row, and these milliseconds besides.</summary>
    private static RunCost Cost(double besides) =>
        default(RunCost).With(TimeSpan.FromMilliseconds(besides + 1), 1).With(TimeSpan.FromMilliseconds(besides + 9), 9);
}
