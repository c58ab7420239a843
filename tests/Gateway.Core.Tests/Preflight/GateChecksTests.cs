using System.Text.Json.Nodes;
using Gateway.Core.Preflight;
using Xunit;

namespace Gateway.Core.Tests.Preflight;

public sealed class GateChecksTests
{
    private static readonly JsonObject Poor = new() { ["card"] = "no card", ["source"] = new JsonObject { ["dirty"] = true, ["commit"] = "abc" } };
    private static readonly JsonObject Good = new()
    {
        ["card"] = new JsonObject { ["license"] = "mit" },
        ["source"] = new JsonObject { ["dirty"] = false, ["commit"] = "abc" },
        ["metrics"] = new JsonArray(new JsonObject { ["name"] = "accuracy", ["value"] = 0.9 }, new JsonObject { ["name"] = "count", ["value"] = 3L }),
    };

    private static readonly HostReport Measured = Report(12, (11, 13)), Unmeasured = Report(null, (null, null));

    [Fact]
    public void What_the_record_lacks_fails_and_what_it_has_passes()
    {
        Gate gate = new() { Require = new GateRequire { License = true, Clean = true } };
        Assert.Equal(
            [Finding.Failed("require.license", "the card names no license"), Finding.Failed("require.clean", "the tree has changes that commit abc does not hold")],
            GateChecks.OfRecord(gate, Poor));
        Assert.Equal([Finding.Passed("require.license", "mit"), Finding.Passed("require.clean", "commit abc")], GateChecks.OfRecord(gate, Good));
        Assert.Equal(Finding.Failed("require.clean", "the model is in no git repository"), GateChecks.OfRecord(gate, []).Last());
    }

    [Theory]
    [InlineData(13, "passed")]
    [InlineData(12, "inconclusive")]
    [InlineData(10, "failed")]
    public void A_limit_of_p99_is_held_against_its_whole_interval(double limit, string result) =>
        Assert.Equal(result, Assert.Single(GateChecks.Of(new Gate { P99 = TimeSpan.FromMilliseconds(limit) }, [], Measured)).Result);

    [Fact]
    public void What_was_not_measured_is_never_passed()
    {
        Gate gate = new() { P99 = TimeSpan.FromSeconds(1), ColdStart = TimeSpan.FromSeconds(1), MemoryMb = 1 };
        Assert.All(GateChecks.Of(gate, [], Unmeasured), check => Assert.Equal(CheckResult.Inconclusive, check.Result));
        Assert.Equal([CheckResult.Passed, CheckResult.Passed, CheckResult.Failed], GateChecks.Of(gate, [], Measured).Select(check => check.Result));
    }

    [Theory]
    [InlineData("inconclusive", HostReport.NoRows, "failed")]
    [InlineData("inconclusive", "no golden row says what the answer should be", "inconclusive")]
    [InlineData("passed", "3 answers as expected", "passed")]
    public void Golden_rows_that_are_required_must_be_there_and_say_enough(string answers, string says, string result) => Assert.Equal(
        result,
        Assert.Single(GateChecks.Of(new Gate { Require = new GateRequire { Golden = true } }, [], Measured with { Checks = [new Finding("golden.answers", answers, says)] })).Result);

    [Fact]
    public void A_provider_that_is_not_there_fails_by_name()
    {
        Gate gate = new() { Require = new GateRequire { Providers = ["CPUExecutionProvider", "CUDAExecutionProvider"] } };
        Assert.Equal([CheckResult.Passed, CheckResult.Failed], GateChecks.Of(gate, [], Measured).Select(check => check.Result));
    }

    [Fact]
    public void Without_rows_the_records_own_figures_keep_or_break_a_limit_and_all_else_stays_open()
    {
        Gate gate = new()
        {
            Metrics = new Dictionary<string, GateMetric> { ["accuracy"] = new(Min: 0.95, Max: 1, MaxDrop: 0.1), ["count"] = new(Min: 3), ["auc"] = new(Min: 0.5) },
            Monotone = new Dictionary<string, string> { ["income"] = "up" },
            Invariant = ["name"],
        };
        Assert.Equal(
            [("metrics.accuracy", "failed"), ("metrics.accuracy", "passed"), ("metrics.accuracy", "inconclusive"), ("metrics.count", "passed"), ("metrics.auc", "inconclusive"),
                ("metamorphic.monotone.income", "inconclusive"), ("metamorphic.invariant.name", "inconclusive")],
            WithoutRows.Of(gate, Good).Select(check => (check.Check, check.Result)));
        Assert.Equal("0.9 by the record, >= 0.95", WithoutRows.Of(gate, Good).First().Says);
    }

    [Fact]
    public void Coverage_of_no_rows_fails_and_of_some_is_told_elsewhere()
    {
        Gate gate = new() { MinCoverage = 0.9 };
        Assert.Equal("there are no golden rows, and 90 % is asked for", Assert.Single(WithoutRows.Coverage(gate, Measured with { Checks = [Finding.Inconclusive("golden.answers", HostReport.NoRows)] })).Says);
        Assert.Equal(CheckResult.Inconclusive, Assert.Single(WithoutRows.Coverage(gate, Measured)).Result);
        Assert.Empty(WithoutRows.Coverage(new Gate(), Measured));
    }

    private static HostReport Report(double? p99, (double?, double?) range) => new([], null, ["CPUExecutionProvider"], p99, range, p99 * 10, p99 is null ? null : 2 << 20);
}
