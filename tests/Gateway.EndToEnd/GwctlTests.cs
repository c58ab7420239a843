using System.Text.Json;
using Gateway.Contracts;
using Gateway.TestKit;
using Xunit;

namespace Gateway.EndToEnd;

/// <summary>gwctl looks at and steers a gateway.</summary>
public sealed class GwctlTests(Fleet fleet) : IClassFixture<Fleet>
{
    private readonly GatewayProcess _gateway = fleet.Gateway;

    [Fact]
    public async Task It_shows_models_versions_traffic_hosts_policies_settings_and_events()
    {
        Assert.Matches(@"still +1 +1=100", await Gwctl.DoneAsync(_gateway, "status"));
        Assert.Contains("still", await Gwctl.DoneAsync(_gateway, "models"), StringComparison.Ordinal);
        Assert.Contains("1=100", await Gwctl.DoneAsync(_gateway, "models", "still"), StringComparison.Ordinal);
        Assert.Matches(@"2 +ready +sha256:", await Gwctl.DoneAsync(_gateway, "versions", "still"));
        Assert.Matches(@"1 +1=100 .*yes", await Gwctl.DoneAsync(_gateway, "traffic", "still"));
        Assert.Matches(@"still/1.*ready.*http://127\.0\.0\.1:", await Gwctl.DoneAsync(_gateway, "hosts"));
        Assert.Contains("default", await Gwctl.DoneAsync(_gateway, "policies"), StringComparison.Ordinal);
        Assert.Contains("errors <= 2%", await Gwctl.DoneAsync(_gateway, "policies", "default"), StringComparison.Ordinal);
        Assert.Matches("keepWarm +\"1h\"", await Gwctl.DoneAsync(_gateway, "settings", "still"));
        Assert.Matches(@"versionRegistered +still +2", await Gwctl.DoneAsync(_gateway, "events", "still"));
        Assert.DoesNotContain("versionRegistered", await Gwctl.DoneAsync(_gateway, "events", "still", "--kind", "trafficChanged"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("status")]
    [InlineData("models", "still")]
    [InlineData("versions", "still")]
    [InlineData("traffic", "still")]
    [InlineData("rollouts")]
    [InlineData("hosts")]
    [InlineData("policies", "default")]
    [InlineData("settings", "still")]
    [InlineData("events", "--limit", "3")]
    public async Task Its_json_is_json(params string[] words) => Assert.NotEqual(JsonValueKind.Undefined, (await Gwctl.JsonAsync(_gateway, words)).ValueKind);

    [Theory]
    [InlineData("\"statsu\" is not known here (did you mean status?).", "statsu")]
    [InlineData("\"--limt\" is not known here (did you mean --limit?).", "events", "--limt", "3")]
    [InlineData("(did you mean timeout?)", "settings", "set", "still", "timeot=4s")]
    public async Task A_name_that_it_does_not_know_is_answered_with_the_nearest(string says, params string[] words)
    {
        (int code, string output) = await Gwctl.RunAsync(_gateway, words);
        Assert.NotEqual(0, code);
        Assert.Contains(says, output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_sets_traffic_and_settings_and_a_policy()
    {
        await using ForeignModel model = await ForeignModel.StartAsync(_gateway, "ctl-set");
        Assert.Matches(@"1=90 2=10", await Gwctl.DoneAsync(_gateway, "traffic", "set", "ctl-set", "1=90", "2=10", "--reason", "a try"));
        Assert.Equal(10, (await model.WeightsAsync())["2"]);
        (int code, string output) = await Gwctl.RunAsync(_gateway, "traffic", "set", "ctl-set", "1=90", "2=9");
        Assert.Equal(1, code);
        Assert.Contains("must sum to 100, and 90 + 9 is 99", output, StringComparison.Ordinal);

        await Gwctl.DoneAsync(_gateway, "settings", "set", "ctl-set", "timeout=4s", "keepVersions=3");
        ModelSettings settings = await _gateway.Client.SettingsAsync("ctl-set", CancellationToken.None);
        Assert.Equal(("4s", 3, "1h"), (settings.Timeout, settings.KeepVersions, settings.KeepWarm));

        string file = Path.Combine(Paths.Temporary("policy"), "policy.json");
        await File.WriteAllTextAsync(file, """{"guards":["errors <= 3%"]}""");
        Assert.Contains("errors <= 3%", await Gwctl.DoneAsync(_gateway, "policies", "set", "ctl", file), StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_starts_steers_and_watches_a_rollout()
    {
        await using ForeignModel model = await ForeignModel.StartAsync(_gateway, "ctl-run");
        string preview = await Gwctl.DoneAsync(_gateway, "rollout", "start", "ctl-run", "2", "--step", "5", "--dry-run");
        Assert.Contains("of the requests meanwhile go to the candidate", preview, StringComparison.Ordinal);
        string started = await Gwctl.DoneAsync(_gateway, "rollout", "start", "ctl-run", "2", "--guard", "errors <= 2%", "--guard", "p99 <= 250ms");
        Assert.Matches(@"ctl-run 1 -> 2 +(preparing|progressing)", started);
        await Eventually.TrueAsync(async () => (await Gwctl.DoneAsync(_gateway, "rollout", "show", "ctl-run")).Contains("progressing", StringComparison.Ordinal), "progressing");
        Assert.Matches(@"p99 <= 250ms +inconclusive .*about 319 more", await Gwctl.DoneAsync(_gateway, "rollout", "show", "ctl-run"));
        Assert.Contains("held (operator)", await Gwctl.DoneAsync(_gateway, "rollout", "hold", "ctl-run", "--reason", "lunch"), StringComparison.Ordinal);
        Assert.Contains("progressing", await Gwctl.DoneAsync(_gateway, "rollout", "resume", "ctl-run"), StringComparison.Ordinal);
        Assert.Matches(@"ctl-run +2 +canary +progressing", await Gwctl.DoneAsync(_gateway, "rollouts", "--active"));
        Assert.Equal(4, (await Gwctl.RunAsync(_gateway, "rollout", "watch", "ctl-run", "--timeout", "1s")).Code);
        (int code, string output) = await Gwctl.RunAsync(_gateway, "rollout", "approve", "ctl-run");
        Assert.Equal(1, code);
        Assert.Contains("legal: hold, advance, promote, abort", output, StringComparison.Ordinal);
        Assert.Contains("aborted", await Gwctl.DoneAsync(_gateway, "rollout", "abort", "ctl-run", "--reason", "no"), StringComparison.Ordinal);
        Assert.Equal(1, (await Gwctl.RunAsync(_gateway, "rollout", "watch", "ctl-run")).Code);

        Assert.Equal(1, (await Gwctl.RunAsync(_gateway, "rollback", "ctl-run")).Code); // nothing to go back to
        Assert.Matches(@"1 +2 +now|1 +2 +as soon", await Gwctl.DoneAsync(_gateway, "rollback", "ctl-run", "--to", "2"));
        (code, output) = await Gwctl.RunAsync(_gateway, "rollout", "start", "ctl-run", "1", "--guard", "p99 < 250 ms");
        Assert.Equal(1, code);
        Assert.Contains("guards[0]: \"p99 < 250 ms\" → \"p99 <= 250ms\"", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_recomputes_the_verdicts_of_a_rollout_from_its_evidence()
    {
        await using ForeignModel model = await ForeignModel.StartAsync(_gateway, "ctl-judge");
        Rollout rollout = await model.RollOutAsync(["errors <= 2%", "errors <= 1.5x baseline", "p99 <= 250ms"], [25], "1h");
        await model.UntilAsync(rollout.Id, "progressing");
        await using (Load load = model.Load())
        {
            await load.AnsweredAsync(400);
            model.Candidate.Answer = HostAnswers.FailAsync;
            rollout = await model.UntilAsync(rollout.Id, "rolledBack");
        }

        string file = Path.Combine(Paths.Temporary("evidence"), "evidence.json");
        await File.WriteAllTextAsync(file, await _gateway.Admin.GetStringAsync($"/api/v1/rollouts/{rollout.Id}/evidence"));
        (int code, string output) = await Gwctl.RunAsync(_gateway, "judge", file, "-o", "json");
        Assert.Equal(1, code);
        JsonElement[] judged = [.. JsonDocument.Parse(output).RootElement.EnumerateArray()];
        Assert.Equal(rollout.Guards.Select(guard => guard.Guard), judged.Select(guard => guard.Text("guard")));
        JsonElement deciding = judged.First(guard => rollout.Reason!.StartsWith(guard.Text("guard") + ":", StringComparison.Ordinal));
        Assert.Equal("failed", deciding.Text("verdict"));
        Assert.True(deciding.GetProperty("logE").GetDouble() >= deciding.GetProperty("threshold").GetDouble());
        Assert.Contains("in the end", (await Gwctl.RunAsync(_gateway, "judge", file)).Output, StringComparison.OrdinalIgnoreCase);

        Evidence evidence = await _gateway.Client.EvidenceAsync(rollout.Id, CancellationToken.None);
        Assert.NotNull(evidence.VerdictAt);
        Assert.Equal(evidence.Segments.Sum(segment => segment.Measures["errors"].CandidateBad), rollout.Guards[0].Candidate.Bad);
    }

    [Theory]
    [InlineData(2, "--serve", "status", "--nonsense")]
    [InlineData(2, "nonsense")]
    [InlineData(2, "rollout", "start", "still")]
    [InlineData(2, "traffic", "set", "still", "1:90")]
    [InlineData(2, "push", "still", "/nowhere/model.onnx")]
    [InlineData(2, "stop")]
    [InlineData(2, "status", "--server", "nowhere")]
    [InlineData(3, "status", "--server", "http://127.0.0.1:9")]
    [InlineData(1, "traffic", "nobody")]
    public async Task What_goes_wrong_is_an_exit_code_and_a_sentence(int code, params string[] words)
    {
        (int ended, string output) = await Gwctl.RunAsync(_gateway, words);
        Assert.True(ended == code, $"{ended}: {output}");
        Assert.NotEmpty(output);
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
    }
}
