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
    public void Bounds_are_a_band_that_goes_to_the_top_where_there_is_no_high_end()
    {
        ChartBounds known = new(1, 2), open = new(2, null);
        Assert.Equal("M0 50L500 0L1000 50L1000 75L500 50L0 75Z", ChartScale.Band([known, open, known], top: 4));
        Assert.Equal("M500 50L502 75Z", ChartScale.Band([null, known, null], top: 4));
        Assert.Equal("M0 50L250 50L250 75L0 75ZM750 0L1000 0L1000 50L750 50Z", ChartScale.Band([known, known, null, open, open], top: 4));
    }

    [Fact]
    public void A_slot_s_quantile_is_the_highest_of_its_points_with_its_own_bounds()
    {
        Stretch day = Stretch.All.Single(stretch => stretch.Name == "6 h");
        DateTimeOffset to = day.End(Runs.Now);
        StatsPoint Point(int secondsBefore, double p99, LatencyBounds bounds) => new(to - TimeSpan.FromSeconds(secondsBefore), 50, 0, 0, 0, 0.01, 0.01, p99, 90, P99Bounds: bounds);
        Stats stats = new("m", "10s", [new VersionStats("1", [Point(90, 0.02, new(0.01, 0.03)), Point(80, 0.05, new(0.04, null)), Point(70, 0.03, new(0.02, 0.09))])]);
        ChartSeries line = new StatsLines(new ModelLook(new Model("m", "1", null, null, null, null, 1), stats, [], day, to)).Quantile(point => point.P99, point => point.P99Bounds).Single();

        Assert.Equal(0.05, line.Values[^1]);
        Assert.Equal(new ChartBounds(0.04, null), line.Bounds![^1]);
        Assert.Null(line.Bounds[^2]);
        Assert.Equal(line.Values.Count, line.Bounds.Count);
    }

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
