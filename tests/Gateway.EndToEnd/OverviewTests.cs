using Gateway.Contracts;
using Gateway.EndToEnd.Predictions;
using Gateway.TestKit;
using Xunit;

namespace Gateway.EndToEnd;

/// <summary>Every model in one call, trouble first.</summary>
public sealed class OverviewTests : IAsyncLifetime
{
    private GatewayProcess _gateway = null!;

    public async ValueTask InitializeAsync() => _gateway = await GatewayProcess.StartAsync();

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Fact]
    public async Task Trouble_is_on_top_and_a_restart_forgets_none_of_it()
    {
        await using ForeignModel alpha = await ForeignModel.StartAsync(_gateway, "alpha"), back = await ForeignModel.StartAsync(_gateway, "back"), zeta = await ForeignModel.StartAsync(_gateway, "zeta");
        await RollBackAsync(back);
        await GoesOnAsync(zeta);
        await PredictAsync(alpha, 3);

        Overview look = await LookAsync();
        Assert.Equal(["back", "zeta", "alpha"], look.Items.Select(item => item.Model.Name));
        Assert.Equal([80, 30, 0], look.Items.Select(item => item.Trouble));
        Assert.Equal("rolledBack", look.Items[0].Ended?.Phase);
        Assert.Equal("progressing", look.Items[1].Model.Rollout?.Phase);
        Assert.Equal(3, look.Items[2].Versions.Single(version => version.Version == "1").Points.Single().Requests);
        Assert.Equal((3, 3, 1), (look.Found, look.Models, look.Troubled));
        Assert.True(look.RequestsPerSecond >= 3 / 60.0);

        await _gateway.RestartAsync();
        look = await LookAsync();
        Assert.Equal((80, "rolledBack"), (look.Items[0].Trouble, look.Items[0].Ended?.Phase));

        await _gateway.Client.DeleteModelAsync("back", force: true, CancellationToken.None);
        await using ForeignModel namesake = await ForeignModel.StartAsync(_gateway, "back", versions: 1);
        await _gateway.RestartAsync();
        look = await LookAsync("back");
        Assert.Equal((0, null), (look.Items.Single().Trouble, look.Items.Single().Ended?.Phase));
    }

    [Fact]
    public async Task Errors_are_trouble_and_so_is_a_rollout_that_is_held()
    {
        await using ForeignModel failing = await ForeignModel.StartAsync(_gateway, "failing"), held = await ForeignModel.StartAsync(_gateway, "held");
        failing.Baseline.Answer = context =>
        {
            context.Response.StatusCode = 500;
            return Task.CompletedTask;
        };
        await PredictAsync(failing, 5);
        await _gateway.Client.CommandAsync((await GoesOnAsync(held)).Id, "hold", "to look", CancellationToken.None);

        Overview look = await LookAsync();
        Assert.Equal([("held", 90), ("failing", 61)], look.Items.Select(item => (item.Model.Name, item.Trouble)));
        Assert.Equal(2, look.Troubled);
    }

    [Fact]
    public async Task A_part_of_a_name_finds_it_and_pages_come_one_after_the_other()
    {
        await using ForeignHost host = await ForeignHost.StartAsync("shared");
        foreach (string name in (string[])["fraud-a", "fraud-b", "fraud-c", "other"])
        {
            await _gateway.Client.RegisterAsync(name, new VersionRegistration { Hosts = Json.List(host.Url), ServedAs = new ServedAs("shared", null) }, CancellationToken.None);
        }

        Assert.Equal(["fraud-a", "fraud-b"], Names(await LookAsync("FRAUD", 0, 2)));
        Overview rest = await LookAsync("FRAUD", 2, 2);
        Assert.Equal(["fraud-c"], Names(rest));
        Assert.Equal((3, 4), (rest.Found, rest.Models));
        Assert.Empty((await LookAsync(null, 4, 2)).Items);
        Assert.Equal(0, (await LookAsync("nobody", 0, 2)).Found);
    }

    [Fact]
    public async Task What_is_wrong_with_a_query_is_said_all_at_once()
    {
        using HttpResponseMessage answer = await _gateway.Admin.GetAsync("/api/v1/overview?skip=-1&limit=1001&serach=x");
        Assert.Equal(["limit", "serach", "skip"], (await answer.JsonAsync()).Problems().Keys.Order());
    }

    private static async Task RollBackAsync(ForeignModel model)
    {
        model.Candidate.Answer = context =>
        {
            context.Response.StatusCode = 503;
            return Task.CompletedTask;
        };
        await using SteadyLoad load = new(model.Gateway, model.Name, ForeignModel.Body, perSecond: 50, 1_000);
        Rollout run = await model.RollOutAsync("2", null, new StepSpec { Weight = 50, MinDuration = "60s" });
        await model.UntilAsync(run.Id, "rolledBack");
    }

    private static async Task<Rollout> GoesOnAsync(ForeignModel model) => await model.UntilAsync((await model.StandingAsync()).Id, "progressing");

    private static async Task PredictAsync(ForeignModel model, int requests)
    {
        for (int sent = 0; sent < requests; sent++)
        {
            (await model.PredictAsync()).Dispose();
        }
    }

    private static IEnumerable<string> Names(Overview look) => look.Items.Select(item => item.Model.Name);

    private Task<Overview> LookAsync(string? search = null, int skip = 0, int limit = 10) => _gateway.Client.OverviewAsync(search, skip, limit, CancellationToken.None);
}
