using CsCheck;
using Gateway.Core.Statistics;
using Xunit;

namespace Gateway.Core.Tests.Statistics;

/// <summary>Expected values: mpmath with 25 digits at these very arguments.</summary>
public sealed class DistributionTests
{
    public static TheoryData<string, double, double> Vectors => new()
    {
        { "Q(4.5, 10)", 0.01791240452984327, Gamma.Upper(4.5, 10) },
        { "ln Γ(4.5)", 2.453736570842442, Gamma.Log(4.5) },
        { "χ² 0.95 of 9", 16.91897760462045, ChiSquared.Quantile(0.95, 9) },
        { "χ² 0.9995 of 9", 29.66580810359615, ChiSquared.Quantile(0.9995, 9) },
        { "t 1.813088 of 6.20755", 0.1181140587776067, StudentT.TwoSided(1.813088, 6.20755) },
        { "Φ⁻¹(0.975)", 1.959963984540054, Normal.Quantile(0.975) },
        { "Φ⁻¹(1e-10)", -6.361340902404056, Normal.Quantile(1e-10) },
        { "Φ(-8)", 6.220960574271785e-16, Normal.Share(-8) },
        { "KS 0.5", 0.9639452436648751, Kolmogorov.Above(0.5) },
        { "KS 1", 0.2699996716773555, Kolmogorov.Above(1) },
        { "KS 1.36", 0.04948587675537790, Kolmogorov.Above(1.36) },
        { "KS 2", 0.0006709252557796953, Kolmogorov.Above(2) },
        { "Wilson 0/20", 0.1611251580528194, Proportion.Wilson(0, 20).High },
        { "Wilson 20/20", 0.8388748419471806, Proportion.Wilson(20, 20).Low },
    };

    [Theory]
    [MemberData(nameof(Vectors))]
    public void Special_functions_hit_their_vectors(string name, double expected, double actual) =>
        Assert.True(Math.Abs(expected - actual) <= 1e-9 * Math.Abs(expected), $"{name}: expected {expected:R}, got {actual:R}");

    [Fact]
    public void Every_hit_or_none_bounds_one_side_of_a_share()
    {
        Assert.Equal(0, Proportion.Wilson(0, 20).Low);
        Assert.Equal(1, Proportion.Wilson(20, 20).High);
        Assert.Equal(new Interval(0, 1), Proportion.Wilson(0, 0));
    }

    // the research: 920/1000 and 88/100, checked with scipy and R
    [Fact]
    public void Two_shares_differ_as_Newcombe_says()
    {
        Interval many = Proportion.Wilson(920, 1000), few = Proportion.Wilson(88, 100), difference = Proportion.Difference(88, 100, 920, 1000);
        Assert.Equal([0.90153, 0.93525, 0.80188, 0.93001], [many.Low, many.High, few.Low, few.High], (a, b) => Math.Abs(a - b) < 1e-5);
        Assert.Equal(-0.11960, difference.Low, 1e-5);
        Assert.Equal(0.01331, difference.High, 1e-5);
    }

    [Fact]
    public void Disagreements_are_weighed_exactly()
    {
        Assert.Equal(0.016674, Proportion.McNemar(25, 10), 1e-6); // the research
        Assert.Equal(1, Proportion.McNemar(7, 7));
        Assert.Equal(1, Proportion.McNemar(0, 0));
        Assert.Equal(2.0 / 1024, Proportion.McNemar(0, 10), 1e-12); // 2 · ½¹⁰
    }

    // the research: squared errors of two arms, Welch
    [Fact]
    public void Two_mean_squared_errors_differ_as_Welch_says()
    {
        double[] first = [.. new[] { .1, -.2, .3, .05, -.4, .15, .2, -.1 }.Select(error => error * error)];
        double[] second = [.. new[] { .3, -.5, .2, .6, -.1, .4 }.Select(error => error * error)];
        (double t, double degrees) = StudentT.Welch(first, second);
        Assert.Equal(-1.813088, t, 1e-6);
        Assert.Equal(6.20755, degrees, 1e-5);
        Assert.Equal(0.118114, StudentT.TwoSided(t, degrees), 1e-6);
    }

    [Fact]
    public void The_quantile_undoes_the_share() => Gen.Double[1e-12, 1 - 1e-12].Sample(p =>
        Math.Abs(Normal.Share(Normal.Quantile(p)) - p) <= 1e-9 * p);

    [Fact]
    public void The_share_of_the_beta_function_mirrors_itself() => Gen.Select(Gen.Double[0.1, 200], Gen.Double[0.1, 200], Gen.Double[0.001, 0.999]).Sample((a, b, x) =>
        Math.Abs(Beta.Share(a, b, x) + Beta.Share(b, a, 1 - x) - 1) < 1e-9);

    [Fact]
    public void Wilson_s_interval_holds_the_share_it_is_of() => Gen.Select(Gen.Long[0, 1000], Gen.Long[0, 1000]).Sample((hits, misses) =>
        hits + misses == 0 || Proportion.Wilson(hits, hits + misses).Contains((double)hits / (hits + misses)));

    /// <summary>95 % of the intervals of 2 000 samples of 100 values hold the true quantile; 93 % leaves 4σ, and exactness makes it at least 95 % on average.</summary>
    [Fact]
    public void The_bounds_of_a_quantile_hold_it_as_often_as_they_say()
    {
        Draws draws = new(7);
        int held = Enumerable.Range(0, 2_000).Count(_ =>
        {
            double[] values = [.. Enumerable.Range(0, 100).Select(_ => draws.Uniform())];
            Array.Sort(values);
            return Quantiles.Bounds(values, 0.9).Contains(0.9);
        });

        Assert.InRange(held, 1_860, 2_000);
    }

    [Fact]
    public void Too_few_values_do_not_bound_a_p99()
    {
        double[] values = [.. Enumerable.Range(0, 100).Select(i => (double)i)];
        Assert.Equal(double.PositiveInfinity, Quantiles.Bounds(values, 0.99).High);
        Assert.Equal(2.5, Quantiles.Sorted([1, 2, 3, 4], 0.5));
    }

    [Fact]
    public void A_resampled_mean_lies_where_the_normal_law_puts_it()
    {
        Draws draws = new(11);
        double[] values = [.. Enumerable.Range(0, 400).Select(_ => draws.Normal())];
        Interval interval = Bootstrap.Of(400, rows => [rows.Average(row => values[row])], 5)[0];
        Assert.Equal(2 * 1.96 / 20, interval.High - interval.Low, 0.02); // 2 · 1.96 · σ/√n
        Assert.Equal(interval, Bootstrap.Of(400, rows => [rows.Average(row => values[row])], 5)[0]);
    }
}
