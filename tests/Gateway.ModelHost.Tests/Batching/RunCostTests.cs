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
        Assert.Equal(besides, cost.Fixed.TotalMilliseconds, 1e-3 + (1e-5 * (besides + (64 * row)))); // a TimeSpan counts 100 ns
    });

    [Fact]
    public void Whatever_is_measured_it_is_never_below_nothing_nor_above_the_longest_run() => Gen.Select(Rows, Milliseconds).Array[1, 200].Sample(runs =>
        Assert.InRange(After(runs).Fixed.TotalMilliseconds, 0, runs.Max(run => run.Item2) + 1e-3));

    [Fact]
    public void Runs_of_one_size_leave_what_was_known()
    {
        RunCost known = After([(1, 6), (9, 14)]);
        Assert.Equal(5, known.Fixed.TotalMilliseconds, 1e-3);
        RunCost later = Enumerable.Range(0, 1000).Aggregate(known, (cost, _) => cost.With(TimeSpan.FromMilliseconds(13), 8));
        Assert.Equal(5, later.Fixed.TotalMilliseconds, 0.1);
        Assert.Equal(TimeSpan.Zero, After(Enumerable.Repeat((8L, 13.0), 100)).Fixed);
    }

    [Fact]
    public void What_changes_is_learnt_anew_within_a_hundred_runs() => Gen.Select(Milliseconds, Milliseconds).Sample((before, after) =>
    {
        RunCost cost = After(Enumerable.Range(0, 200).Select(run => (Row(run), before + Row(run))).Concat(Enumerable.Range(0, 100).Select(run => (Row(run), after + Row(run)))));
        Assert.InRange(cost.Fixed.TotalMilliseconds, after - (0.02 * Math.Abs(after - before)) - 1e-3, after + (0.02 * Math.Abs(after - before)) + 1e-3);

        static long Row(int run) => 1 + run % 8;
    });

    [Fact]
    public void A_run_that_says_nothing_of_joined_ones_counts_only_as_long_or_short()
    {
        RunCost known = After([(1, 0.6), (9, 0.9)]), later = known.With(TimeSpan.FromSeconds(1));
        Assert.Equal((known.Fixed, true), (later.Fixed, later.IsLong));
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
        Assert.Equal(TimeSpan.Zero, default(RunCost).Fixed);
    }

    private static RunCost After(IEnumerable<(long Rows, double Milliseconds)> runs) =>
        runs.Aggregate(default(RunCost), (cost, run) => cost.With(TimeSpan.FromMilliseconds(run.Milliseconds), run.Rows));
}
