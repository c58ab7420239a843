using Gateway.Contracts;
using Gateway.Dashboard.Pages.Overview;
using Xunit;

namespace Gateway.Tests.Dashboard;

public sealed class ModelRowTests
{
    [Fact]
    public void Trouble_is_on_top_and_what_is_well_is_by_name()
    {
        Model[] models = [Of("zeta"), Of("alpha"), Of("running", Runs.Of("running", "progressing")), Of("held", Runs.Of("held", "held", "guard")), Of("doubted", Runs.Of("doubted", "progressing", null, null, Runs.Guard("suspect"))), Of("back"), Of("failing")];

        IReadOnlyList<ModelRow> rows = ModelRow.Of(models, [Minute("failing", requests: 100, errors: 40)], [Runs.Of("back", "rolledBack")], Runs.Now);

        Assert.Equal(["held", "back", "doubted", "failing", "running", "alpha", "zeta"], rows.Select(row => row.Model.Name));
    }

    [Fact]
    public void A_minute_becomes_a_rate_and_a_share_and_the_busiest_versions_latencies()
    {
        Stats minute = new("alpha", "60s", [new VersionStats("1", [Point(590, 0, 0.010)]), new VersionStats("2", [Point(10, 6, 0.500)])]);

        ModelRow row = ModelRow.Of([Of("alpha")], [minute], [], Runs.Now).Single();

        Assert.Equal((10.0, 0.01, 0.010), (row.PerSecond, row.ErrorShare, row.P99)); // 600 in 60 s; 6 of 600
    }

    [Fact]
    public void A_rollout_that_ended_the_day_before_is_no_trouble_any_more() =>
        Assert.Equal(0, ModelRow.Of([Of("old")], [], [Runs.Of("old", "rolledBack")], Runs.Now.AddHours(25)).Single().Trouble);

    private static Model Of(string name, Rollout? run = null) => new(name, "1", null, null, null, run, 2);

    private static Stats Minute(string model, long requests, long errors) => new(model, "60s", [new VersionStats("1", [Point(requests, errors, 0.01)])]);

    private static StatsPoint Point(long requests, long errors, double p99) => new(Runs.Now, requests, errors, 0, 0, p99, p99, p99, 100);
}
