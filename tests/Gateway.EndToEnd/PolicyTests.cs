using System.Text.Json;
using Gateway.Contracts;
using Gateway.TestKit;
using Xunit;

namespace Gateway.EndToEnd;

/// <summary>Policies and settings.</summary>
public sealed class PolicyTests(Fleet fleet) : IClassFixture<Fleet>
{
    private readonly GatewayProcess _gateway = fleet.Gateway;

    [Fact]
    public async Task The_default_policy_spells_out_every_default()
    {
        (int status, JsonElement policy) = await _gateway.CallAsync(HttpMethod.Get, "/policies/default");
        Assert.Equal(200, status);
        Assert.Equal(("canary", "auto", "wait", "refuse", "7d", "1h"), (policy.Text("strategy"), policy.Text("steps"), policy.Text("onInconclusive"), policy.Text("ifRunning"), policy.Text("maxDuration"), policy.Text("stepBudget")));
        Assert.Equal(
            ["errors <= 2%", "errors <= 1.5x baseline", "p99 <= 1.25x baseline", "invalid <= 1.5x baseline", "rejections <= 1.5x baseline"], policy.GetProperty("guards").EnumerateArray().Select(guard => guard.GetString()!));
        Assert.Equal(("15m", 2), (policy.GetProperty("bake").Text("duration"), policy.GetProperty("bake").GetProperty("oldWeight").GetInt32()));
        Assert.Equal((0.01, 0.05, true), (policy.GetProperty("alpha").GetDouble(), policy.GetProperty("alphaPromote").GetDouble(), policy.GetProperty("rescue").GetBoolean()));
        Assert.Equal(404, (await _gateway.CallAsync(HttpMethod.Get, "/policies/nothing")).Status);
    }

    [Fact]
    public async Task A_model_names_its_policy_and_a_run_keeps_its_plan_when_the_policy_changes()
    {
        await using ForeignModel model = await ForeignModel.StartAsync(_gateway, "ruled");
        Assert.Equal(200, (await PutAsync("careful", """{"guards":["errors <= 1%"],"steps":[{"weight":2,"minDuration":"1h"}],"bake":{"duration":"3m"}}""")).Status);
        await _gateway.Client.SetSettingsAsync("ruled", new ModelSettings { Policy = "careful" }, CancellationToken.None);
        (int status, JsonElement body) = await _gateway.CallAsync(HttpMethod.Post, "/models/ruled/rollouts", new { candidate = "2" });
        Assert.Equal(201, status);
        Assert.Equal(200, (await PutAsync("careful", """{"guards":["errors <= 9%"],"steps":[{"weight":40}]}""")).Status);

        Rollout rollout = await model.UntilAsync(body.Rollout().Id, "progressing");
        Assert.Equal(("careful", "3m", 2m), (rollout.Plan.Policy, rollout.Plan.Bake!.Duration, rollout.Weights["2"]));
        Assert.Equal(["errors <= 1%"], rollout.Guards.Select(guard => guard.Guard));
        Assert.Equal(["careful", "default"], (await _gateway.Client.PoliciesAsync(CancellationToken.None)).Items.Where(name => name is "careful" or "default"));
        Assert.Contains((await _gateway.Client.EventsAsync(null, "policyChanged", 0, 100, CancellationToken.None)).Items, line => line.To == "careful");
    }

    [Theory]
    [InlineData("""{"candidate":"2"}""", "candidate")]
    [InlineData("""{"guards":["p99 < 250 ms"]}""", "guards[0]")]
    [InlineData("""{"steps":[{"weight":-5}]}""", "steps[0].weight")]
    [InlineData("""{"gards":[]}""", "gards")]
    [InlineData("""{"strategy":"yolo"}""", "strategy")]
    [InlineData("""{"bake":{"duration":"long"}}""", "bake.duration")]
    [InlineData("""{"alpha":3}""", "alpha")]
    [InlineData("""{"maxDuration":"ever"}""", "maxDuration")]
    public async Task A_policy_that_no_rollout_could_use_is_refused(string body, string path)
    {
        (int status, JsonElement answer) = await PutAsync("broken", body);
        Assert.True(status == 400, $"{status} {answer}");
        Assert.Contains(path, answer.Problems().Keys);
    }

    [Theory]
    [InlineData("""{"strategy":"shadow","then":"canary"}""", """{"candidate":"2","strategy":"canary"}""", null)]
    [InlineData("""{"strategy":"blueGreen","preview":{"requests":10}}""", """{"candidate":"2","strategy":"canary"}""", null)]
    [InlineData("""{"strategy":"shadow","then":"canary"}""", """{"candidate":"2","strategy":"canary","then":"canary"}""", "then")]
    [InlineData("""{"strategy":"shadow"}""", """{"candidate":"2","strategy":"canary","preview":{"requests":10}}""", "preview")]
    public async Task What_a_policy_says_for_its_own_strategy_does_not_stand_in_the_way_of_another(string policy, string asked, string? refused)
    {
        Assert.Equal(200, (await PutAsync("other", policy)).Status);
        await _gateway.Client.SetSettingsAsync("still", new ModelSettings { Policy = "other" }, CancellationToken.None);

        (int status, JsonElement answer) = await _gateway.CallAsync(HttpMethod.Post, "/models/still/rollouts?dryRun=true", asked);

        Assert.True(status == (refused is null ? 200 : 400), $"{status} {answer}");
        if (refused is not null)
        {
            Assert.Equal([refused], answer.Problems().Keys);
        }

        await _gateway.Client.SetSettingsAsync("still", new ModelSettings(), CancellationToken.None);
    }

    [Fact]
    public async Task The_timeout_of_the_settings_holds_without_a_restart()
    {
        await using ForeignModel model = await ForeignModel.StartAsync(_gateway, "timed");
        model.Baseline.Answer = HostAnswers.Slow(5000);
        await _gateway.Client.SetSettingsAsync("timed", new ModelSettings { Timeout = "100ms" }, CancellationToken.None);
        using HttpResponseMessage late = await model.PredictAsync();
        Assert.Equal(504, (int)late.StatusCode);
        (int status, JsonElement answer) = await _gateway.CallAsync(HttpMethod.Put, "/models/timed/settings", """{"timeout":"soon"}""");
        Assert.Equal(400, status);
        Assert.Contains("timeout", answer.Problems().Keys);
        (status, answer) = await _gateway.CallAsync(HttpMethod.Put, "/models/timed/settings", """{"timout":"1s"}""");
        Assert.Equal(400, status);
        Assert.Contains("timout", answer.Problems().Keys);
        (status, answer) = await _gateway.CallAsync(HttpMethod.Put, "/models/timed/settings", """{"timeout":"1s"}""", ("If-Match", "\"77\""));
        Assert.Equal(412, status);
    }

    [Fact]
    public async Task Settings_may_exist_before_the_model()
    {
        await _gateway.Client.SetSettingsAsync("unborn", new ModelSettings { Timeout = "3s", KeepWarm = "5m" }, CancellationToken.None);
        ModelSettings settings = await _gateway.Client.SettingsAsync("unborn", CancellationToken.None);
        Assert.Equal(("3s", "5m", "default", true, 10), (settings.Timeout, settings.KeepWarm, settings.Policy, settings.Rescue, settings.KeepVersions));
    }

    private Task<(int Status, JsonElement Body)> PutAsync(string name, string body) => _gateway.CallAsync(HttpMethod.Put, $"/policies/{name}", body);
}
