using Gateway.Core.Statistics;
using Gateway.Decisions;
using Gateway.Decisions.Peers;
using Xunit;

namespace Gateway.Core.Tests.Simulation;

/// <summary>The benchmark's peers are the peers: what they are known to answer.</summary>
public sealed class PeerRuleTests
{
    [Fact]
    public void Every_known_number_of_a_peer_comes_out()
    {
        Vector[] vectors = [.. Vectors.All(new Bench(0.1))];

        Assert.Equal(8, vectors.Length);
        Assert.All(vectors, vector => Assert.True(vector.Holds, $"{vector.What}: {vector.Got}, expected {vector.Expected}"));
    }

    [Fact]
    public void Flagger_rolls_back_a_healthy_canary_in_82_percent_of_runs_at_60_requests_a_window() =>
        Assert.Equal(0.824, Vectors.FlaggerExactly(60, 60, 0.002, 5), 0.001); // research, fact 3

    [Fact]
    public void Argo_aborts_at_the_fifth_error_in_a_row_and_at_one_failure_more_than_the_limit()
    {
        Argo silent = new(), failing = new();
        Window nothing = new(0, 0, double.NaN, 0), half = new(10, 5, 50, 0);
        Assert.Equal([false, false, false, false, true], Enumerable.Range(0, 5).Select(_ => Aborts(silent, nothing)));
        Assert.Equal([false, false, false, true], Enumerable.Range(0, 4).Select(_ => Aborts(failing, half)));
    }

    [Fact]
    public void Kayenta_scores_zero_when_half_of_the_metrics_have_no_data() =>
        Assert.Equal([0, 50, 100], new[] { new[] { Classification.Nodata, Classification.Pass }, [Classification.High, Classification.Pass], [Classification.Pass] }.Select(Kayenta.Score));

    [Fact]
    public void Draws_have_the_means_that_they_should()
    {
        Draws draws = new(5);
        Assert.InRange(Enumerable.Range(0, 20_000).Average(_ => Counting.Poisson(draws, 3.5)), 3.44, 3.56); // 4σ is 0.053
        Assert.InRange(Enumerable.Range(0, 20_000).Average(_ => Counting.Binomial(draws, 60, 0.05)), 2.95, 3.05);
        Assert.InRange(Enumerable.Range(0, 20_000).Average(_ => Counting.Gamma(draws, 7)), 6.92, 7.08);
        Assert.InRange(Enumerable.Range(0, 20_000).Average(_ => draws.Exponential()), 0.97, 1.03);
    }

    private static bool Aborts(Argo rule, Window window)
    {
        rule.Measure(window);
        return rule.Aborts;
    }
}
