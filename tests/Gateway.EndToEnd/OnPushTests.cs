using Gateway.Contracts;
using Gateway.TestKit;
using Xunit;

namespace Gateway.EndToEnd;

/// <summary>What a push sets off, and what can be asked about a model's past.</summary>
public sealed class OnPushTests(Fleet fleet) : IClassFixture<Fleet>
{
    private readonly GatewayProcess _gateway = fleet.Gateway;

    [Fact]
    public async Task A_pushed_version_is_rolled_out_where_the_settings_say_so()
    {
        await _gateway.PushAsync("auto", Digits.Artifact(1));
        await _gateway.ServesAsync("auto");
        await _gateway.Client.SetSettingsAsync("auto", new ModelSettings { OnPush = "rollout" }, CancellationToken.None);

        await _gateway.PushAsync("auto", Digits.Artifact(2));

        Rollout rollout = await Eventually.GetAsync(async () => (await _gateway.Client.ModelAsync("auto", CancellationToken.None)).Rollout, "The rollout's start", otherwise: () => _gateway.Process.Output);
        Assert.Equal(("2", "canary"), (rollout.Candidate, rollout.Strategy));
        await _gateway.PushAsync("auto", Digits.Artifact(4));
        Event refused = await Eventually.GetAsync(
            async () => (await _gateway.Client.EventsAsync("auto", "rolloutRefused", 0, 10, CancellationToken.None)).Items is [var told, ..] ? told : null, "The refusal of a second rollout");
        Assert.Contains(rollout.Id.ToString(), refused.Reason, StringComparison.Ordinal);
    }

    [LongFact]
    public async Task A_version_that_was_pushed_before_the_settings_said_so_is_not_rolled_out_by_a_restart()
    {
        await _gateway.PushAsync("before", Digits.Artifact(1));
        await _gateway.PushAsync("before", Digits.Artifact(2));
        await _gateway.ServesAsync("before");
        await _gateway.Client.SetSettingsAsync("before", new ModelSettings { OnPush = "rollout" }, CancellationToken.None);
        await _gateway.RestartAsync();

        await _gateway.PushAsync("before", Digits.Artifact(4)); // refused if 2 had been started

        Rollout rollout = await Eventually.GetAsync(async () => (await _gateway.Client.ModelAsync("before", CancellationToken.None)).Rollout, "The rollout's start", otherwise: () => _gateway.Process.Output);
        Assert.Equal("3", rollout.Candidate);
    }

    [Fact]
    public async Task Traffic_can_be_asked_for_as_it_was()
    {
        DateTimeOffset before = TimeProvider.System.GetUtcNow();
        await _gateway.PushAsync("past", Digits.Artifact(1));
        await _gateway.PushAsync("past", Digits.Artifact(2));
        await _gateway.ServesAsync("past");
        Event first = (await _gateway.Client.EventsAsync("past", "trafficChanged", 0, 10, CancellationToken.None)).Items.Single();
        await _gateway.Client.SetTrafficAsync("past", new Traffic { Weights = new Dictionary<string, decimal> { ["1"] = 70, ["2"] = 30 } }, CancellationToken.None);

        var then = await _gateway.CallAsync(HttpMethod.Get, $"/models/past/traffic?at={first.At:O}".Replace("+00:00", "Z", StringComparison.Ordinal));
        var now = await _gateway.CallAsync(HttpMethod.Get, "/models/past/traffic");

        Assert.Equal(100, then.Body.GetProperty("weights").GetProperty("1").GetDecimal());
        Assert.Equal(70, now.Body.GetProperty("weights").GetProperty("1").GetDecimal());
        Assert.Equal(404, (await _gateway.CallAsync(HttpMethod.Get, $"/models/past/traffic?at={before.AddDays(-1).UtcDateTime:O}")).Status);
        Assert.Equal(400, (await _gateway.CallAsync(HttpMethod.Get, "/models/past/traffic?at=yesterday")).Status);
    }

    [Fact]
    public async Task A_version_can_be_tried_from_the_admin_port()
    {
        await _gateway.PushAsync("tried", Digits.Artifact(1));
        await _gateway.PushAsync("tried", Digits.Artifact(2));
        await _gateway.ServesAsync("tried");

        await Eventually.TrueAsync(
            async () => (await _gateway.CallAsync(HttpMethod.Post, "/models/tried/versions/2/try", Digits.Rows[0])).Status == 200, "The pinned version's start");
        var wrong = await _gateway.CallAsync(HttpMethod.Post, "/models/tried/versions/2/try", "{\"inputs\":[]}");
        var nobody = await _gateway.CallAsync(HttpMethod.Post, "/models/tried/versions/9/try", Digits.Rows[0]);

        Assert.Equal((400, 404), (wrong.Status, nobody.Status));
        Assert.Contains("pixels", wrong.Body.GetProperty("error").GetString(), StringComparison.Ordinal);
    }
}
