using Gateway.Contracts;
using Gateway.Dashboard.Charts;
using Gateway.Dashboard.Pages.Models;
using Xunit;

namespace Gateway.Tests.Dashboard;

public sealed class ChartTests
{
    [Theory]
    [InlineData(0.0, 1)]
    [InlineData(0.013, 0.02)]
    [InlineData(5, 5)]
    [InlineData(5.1, 10)]
    [InlineData(730, 1000)]
    public void An_axis_ends_with_the_least_of_1_2_5_times_a_power_of_ten_that_nothing_exceeds(double most, double top) =>
        Assert.Equal(top, ChartScale.Top([most / 3, null, most]), 9);

    [Fact]
    public void A_line_is_broken_where_nothing_was_measured() =>
        Assert.Equal("M0 100L250 50M750 0L1000 0", ChartScale.Path([0, 1, null, 2, 2], top: 2, steps: false));

    [Fact]
    public void Weights_are_steps() => Assert.Equal("M0 100H500V50H1000V50", ChartScale.Path([0, 50, 50], top: 100, steps: true));

    [Fact]
    public void Histograms_lie_over_each_other_by_share_on_an_axis_of_equal_factors()
    {
        VersionLatencies many = new("1", 1000, [new(0.001, 0.002, 900), new(0.002, 0.004, 100)]), few = new("2", 10, [new(0.004, 0.008, 10)]);
        LatencyShape shape = new([many, few]);

        Assert.Equal((0.001, 0.008), (shape.Low, shape.High));
        Assert.Equal("M0 100H0V10H333.3V100H333.3V90H666.7V100Z", shape.Path(many));
        Assert.Equal("M0 100H666.7V0H1000V100Z", shape.Path(few));
    }

    [Fact]
    public void A_rate_is_nought_where_nobody_asked_and_a_weight_holds_on()
    {
        DateTimeOffset to = Stretch.All[0].End(Runs.Now);
        Stats stats = new("m", "10s", [new VersionStats("1", [new StatsPoint(to - TimeSpan.FromSeconds(30), 50, 5, 0, 0, 0.01, 0.02, 0.03, 90)])]);
        StatsLines lines = new(new ModelLook(new Model("m", "1", null, null, null, null, 1), stats, [], Stretch.All[0], to));

        Assert.Equal([0.0, 5.0, 0.0, 0.0], lines.PerSecond.Single().Values.TakeLast(4)); // 50 in 10 s
        Assert.Equal([null, 0.1, null, null], lines.ErrorShare.Single().Values.TakeLast(4));
        Assert.Equal([null, 90.0, 90.0, 90.0], lines.Weight.Single().Values.TakeLast(4));
        Assert.Equal(Gateway.Dashboard.Charts.Roles.Baseline, lines.Weight.Single().Role);
    }

    [Theory]
    [InlineData("passed", 0, 900, 0, 0)]
    [InlineData("failed", 5, 3, 0, 100)]
    [InlineData("inconclusive", 0, 0, 100, 50)]
    [InlineData("inconclusive", -1, 75, 25, 14)] // three quarters of the way from the middle
    [InlineData("suspect", 2, 75, 25, 75)] // half the threshold of 4
    public void A_meter_shows_what_is_there_to_pass_and_what_speaks_against(string verdict, double logE, long attempts, long more, int place) =>
        Assert.Equal(place, EvidencePlace.Of(Runs.Guard(verdict, logE, attempts, more)));
}
