using Gateway.Dashboard.Pages.Rollouts;
using Xunit;

namespace Gateway.Tests.Dashboard;

public sealed class HeadlineTests
{
    [Fact]
    public void The_end_of_a_run_is_told_with_its_numbers()
    {
        Assert.Equal("Version 2 was rolled back: errors <= 2%: 3 of 3 failed.", Headline.Of(Runs.Of("m", "rolledBack", null, "errors <= 2%: 3 of 3 failed")));
        Assert.Equal("Version 2 was promoted: errors <= 2%: 3 of 3 failed (100 %), baseline 0 of 97.", Headline.Of(Runs.Of("m", "promoted", null, null, Runs.Guard("passed"))));
        Assert.Equal("Version 2 was promoted: I know it.", Headline.Of(Runs.Of("m", "promoted", null, "I know it")));
    }

    [Fact]
    public void A_run_that_goes_on_says_how_sure_it_is()
    {
        Assert.Equal("Version 2 gets 10\u202f% of the traffic; 1 of 2 guards have passed, nothing speaks against it.", Headline.Of(Runs.Of("m", "progressing", null, null, Runs.Guard("passed"), Runs.Guard("inconclusive"))));
        Assert.Equal("Version 2 gets 10\u202f% of the traffic; errors <= 2% is suspect: 3 of 3 failed (100 %), baseline 0 of 97.", Headline.Of(Runs.Of("m", "progressing", null, null, Runs.Guard("passed"), Runs.Guard("suspect"))));
    }

    [Fact]
    public void A_run_that_stands_says_for_whom() =>
        Assert.Equal("It stands still, held by an operator: lunch.", Headline.Of(Runs.Of("m", "held", "operator", "lunch")));
}
