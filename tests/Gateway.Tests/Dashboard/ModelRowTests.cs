using Gateway.Contracts;
using Gateway.Dashboard.Pages.Overview;
using Xunit;

namespace Gateway.Tests.Dashboard;

public sealed class ModelRowTests
{
    private static readonly Model Alpha = new("alpha", "1", null, null, null, null, 2);

    [Fact]
    public void A_minute_becomes_a_rate_and_a_share_and_the_busiest_versions_latencies()
    {
        ModelRow row = ModelRow.Of(new ModelOverview(Alpha, null, 0, [new VersionStats("1", [Point(590, 0, 0.010)]), new VersionStats("2", [Point(10, 6, 0.500)])]));

        Assert.Equal((10.0, 0.01, 0.010), (row.PerSecond, row.ErrorShare, row.P99)); // 600 in 60 s; 6 of 600
    }

    [Fact]
    public void What_reads_the_same_needs_no_new_line_and_what_differs_does()
    {
        ModelRow row = Of(600, 0, 0.01204);
        Assert.Equal(row.Shown, Of(601, 0, 0.01196).Shown); // 10 a second, 12 ms
        Assert.NotEqual(row.Shown, Of(660, 0, 0.01204).Shown);
        Assert.NotEqual(row.Shown, Of(600, 6, 0.01204).Shown);
        Assert.NotEqual(row.Shown, Of(600, 0, 0.013).Shown);
        Assert.NotEqual(row.Shown, ModelRow.Of(new ModelOverview(Alpha with { Traffic = new Traffic { Weights = new Dictionary<string, decimal> { ["1"] = 100 } } }, null, 0, [new VersionStats("1", [Point(600, 0, 0.01204)])])).Shown);

        static ModelRow Of(long requests, long errors, double p99) => ModelRow.Of(new ModelOverview(Alpha, null, 0, [new VersionStats("1", [Point(requests, errors, p99)])]));
    }

    [Fact]
    public void Without_requests_there_is_no_share_of_errors() => Assert.Null(ModelRow.Of(new ModelOverview(Alpha, null, 0, [new VersionStats("1", [Point(0, 0, null)])])).ErrorShare);

    [Fact]
    public void The_rollout_is_the_live_one_or_the_one_that_ended_lately()
    {
        Rollout live = Runs.Of("alpha", "progressing"), ended = Runs.Of("alpha", "rolledBack");
        Assert.Equal(live, ModelRow.Of(new ModelOverview(Alpha with { Rollout = live }, null, 30, [])).Rollout);
        Assert.Equal(ended, ModelRow.Of(new ModelOverview(Alpha, ended, 80, [])).Rollout);
    }

    private static StatsPoint Point(long requests, long errors, double? p99) => new(Runs.Now, requests, errors, 0, 0, p99, p99, p99, 100);
}
