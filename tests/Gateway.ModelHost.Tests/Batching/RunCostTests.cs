using CsCheck;
using Gateway.ModelHost.Batching;
using Xunit;

namespace Gateway.ModelHost.Tests.Batching;

public sealed class RunCostTests
{
    private static readonly Gen<long> Rows = Gen.Long[1, 64];
    private static readonly Gen<double> Milliseconds = Gen.Double[0.01, 1000];

    [Fact]
    public void What_every_run_costs_is_told_from_what_its_rows_cost() => Gen.Select(Milliseconds, Milliseconds, Rows.Array[20, 200]).Sample((besides, row, sizes) =>
    {
        RunCost cost = After(sizes.Append(1).Append(64).Select(rows => (rows, besides + (row * rows))));
        Assert.Equal(besides, cost.Fixed, 1e-5 * (besides + (64 * row)));
    });

    [Fact]
    public void Whatever_is_measured_it_is_never_below_nothing_nor_above_the_longest_run() => Gen.Select(Rows, Milliseconds).Array[1, 200].Sample(runs =>
        Assert.InRange(After(runs).Fixed, 0, runs.Max(run => run.Item2) + 1e-5));

    [Fact]
    public void Runs_of_one_size_leave_what_was_known()
    {
        RunCost known = After([(1, 6), (9, 14)]);
        Assert.Equal(5, known.Fixed, 1e-9);
        RunCost later = Enumerable.Range(0, 1000).Aggregate(known, (cost, _) => cost.With(8, TimeSpan.FromMilliseconds(13)));
        Assert.Equal(5, later.Fixed, 0.1);
        Assert.Equal(0, After(Enumerable.Repeat((8L, 13.0), 100)).Fixed);
    }

    [Theory]
    [InlineData(0.9, false)]
    [InlineData(1.1, true)]
    public void Runs_are_long_from_a_millisecond_on(double milliseconds, bool isLong) =>
        Assert.Equal(isLong, After(Enumerable.Repeat((1L, milliseconds), 50)).IsLong);

    [Fact]
    public void Nothing_is_known_of_what_never_ran()
    {
        Assert.False(default(RunCost).IsLong);
        Assert.Equal(0, default(RunCost).Fixed);
    }

    private static RunCost After(IEnumerable<(long Rows, double Milliseconds)> runs) =>
        runs.Aggregate(default(RunCost), (cost, run) => cost.With(run.Rows, TimeSpan.FromMilliseconds(run.Milliseconds)));
}
