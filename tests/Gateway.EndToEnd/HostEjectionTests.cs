using Gateway.Contracts;
using Gateway.TestKit;
using Xunit;

namespace Gateway.EndToEnd;

public sealed class HostEjectionTests(Fleet fleet) : IClassFixture<Fleet>
{
    private readonly GatewayProcess _gateway = fleet.Gateway;

    [Fact]
    public async Task One_bad_host_of_two_is_taken_out_and_its_version_is_not_blamed()
    {
        await using ForeignModel model = await ForeignModel.StartAsync(_gateway, "half");
        await using ForeignHost bad = await ForeignHost.StartAsync("half");
        bad.Answer = HostAnswers.FailAsync;
        await _gateway.Client.SetHostsAsync("half", "2", new HostsSpec { Addresses = Json.List(model.Candidate.Url, bad.Url) }, CancellationToken.None);
        await using Load load = model.Load();

        Rollout started = await model.RollOutAsync("2", null, new StepSpec { Weight = 20, MinDuration = "3s", MinSamples = 200 }, new StepSpec { Weight = 50, MinDuration = "1s", MinSamples = 100 });

        Rollout ended = await model.UntilAsync(started.Id, "promoted", "rolledBack");
        Assert.True(ended.Phase == "promoted", ended.Reason);
        Assert.Equal(0, load.Failed);
        Assert.NotEmpty(bad.Seen);
        await Eventually.TrueAsync(
            async () => (await _gateway.Client.HostsAsync(CancellationToken.None)).Items.Single(host => host.Address == bad.Url).State == "ejected", "The bad host is shown as ejected");
    }

    [Fact]
    public async Task A_version_whose_every_host_fails_keeps_them_all_and_is_rolled_back()
    {
        await using ForeignModel model = await ForeignModel.StartAsync(_gateway, "dead");
        await using ForeignHost second = await ForeignHost.StartAsync("dead");
        model.Candidate.Answer = second.Answer = HostAnswers.FailAsync;
        await _gateway.Client.SetHostsAsync("dead", "2", new HostsSpec { Addresses = Json.List(model.Candidate.Url, second.Url) }, CancellationToken.None);
        await using Load load = model.Load();

        Rollout ended = await model.UntilAsync((await model.RollOutAsync("2")).Id, "promoted", "rolledBack");

        Assert.Equal("rolledBack", ended.Phase);
        Assert.StartsWith("errors <= 2%: ", ended.Reason, StringComparison.Ordinal);
        Assert.Equal(0, load.Failed);
    }
}
