using System.Diagnostics;
using Gateway.Contracts;
using Gateway.TestKit;
using Xunit;

namespace Gateway.EndToEnd;

/// <summary>gwctl in a CI job: push, roll out, wait; and the freeze, which is the whole gateway's.</summary>
public sealed class GwctlPushTests(Fleet fleet) : IClassFixture<Fleet>
{
    private readonly GatewayProcess _gateway = fleet.Gateway;

    [Fact]
    public async Task A_push_prints_a_curl_that_works_as_printed()
    {
        string output = await Gwctl.DoneAsync(_gateway, "push", "pushed", Digits.Artifact(1));
        Assert.Contains("version 1 of pushed is ready  sha256:", output, StringComparison.Ordinal);
        string curl = output.Split('\n').Single(line => line.StartsWith("curl ", StringComparison.Ordinal));
        Assert.SkipUnless(File.Exists("/usr/bin/curl"), "there is no curl here");
        await _gateway.ServesAsync("pushed");
        using Process bash = Process.Start(new ProcessStartInfo("bash", ["-c", curl]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        string answer = await bash.StandardOutput.ReadToEndAsync();
        await bash.WaitForExitAsync();
        Assert.Contains("\"outputs\"", answer, StringComparison.Ordinal);
    }

    [LongFact]
    public async Task Push_rollout_wait_ends_with_0_when_promoted_and_with_1_when_rolled_back()
    {
        await Gwctl.DoneAsync(_gateway, "push", "ci", Digits.Artifact(1));
        await _gateway.ServesAsync("ci");
        await _gateway.Client.SetPolicyAsync(
            "quick", new RolloutSpec { Steps = Json.Of(new[] { new { weight = 30, minDuration = "500ms", minSamples = 20 } }), Bake = new BakeSpec { Duration = "500ms" } }, CancellationToken.None);
        await using Load load = new(_gateway, "ci", Digits.Rows, 4);
        (int code, string output) = await Gwctl.RunAsync(
            _gateway, "push", "ci", Digits.Artifact(2), "--rollout", "--wait", "--policy", "quick", "--guard", "errors <= 2%", "--guard", "p99 <= 5s", "--timeout", "60s");
        Assert.True(code == 0, output);
        Assert.Matches("ci 1 -> 2 +promoted", output);

        (code, output) = await Gwctl.RunAsync(_gateway, "push", "ci", Digits.Artifact(3), "--rollout", "--wait", "--policy", "quick", "--guard", "errors <= 2%", "--timeout", "60s");
        Assert.True(code == 1, output);
        Assert.Matches("ci 2 -> 3 +rolledBack .* errors <= 2%: ", output);
        await load.StopAsync();
        Assert.Equal([200], load.Statuses.Keys);
    }

    [LongFact]
    public async Task A_large_push_with_a_gate_goes_on_where_its_connection_was_cut()
    {
        string folder = Paths.Temporary("large"), model = Path.Combine(folder, "large.onnx"), gate = Path.Combine(folder, "gate.yaml");
        await File.WriteAllBytesAsync(model, [.. await File.ReadAllBytesAsync(Digits.Artifact(1)), 6 << 3 | 2, 0x80, 0x80, 0x80, 0x28, .. new byte[80 << 20]]); // a doc_string of 80 MiB
        await File.WriteAllTextAsync(gate, "coldStart: 10m\n");
        await using CuttingRelay relay = new(_gateway.AdminPort, after: 40 << 20);
        string output = await Gwctl.DoneAsync(_gateway, "push", "large", model, "--gate", gate, "--server", relay.Origin);
        Assert.True(relay.HasCut);
        Assert.Contains("version 1 of large is ready  sha256:", output, StringComparison.Ordinal);
        System.Text.Json.JsonElement report = await _gateway.Client.ReportAsync("large", "1", CancellationToken.None);
        Assert.Contains(report.GetProperty("checks").EnumerateArray(), check => check.Text("check") == "speed.coldStart" && check.Text("result") == "passed");
    }

    [Fact]
    public async Task A_refused_artifact_is_exit_code_1_with_every_reason()
    {
        (int code, string output) = await Gwctl.RunAsync(_gateway, "push", "refused", Path.Combine(Paths.Models, "broken_text", "model.onnx"));
        Assert.True(code == 1, output);
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_repository_is_pushed_whole_and_in_order_and_one_refusal_is_exit_code_1()
    {
        string repository = Paths.Temporary("repository");
        foreach ((string version, string file) in new[] { ("2", Digits.Artifact(1)), ("10", Digits.Artifact(2)), ("11", Path.Combine(Paths.Models, "broken_text", "model.onnx")) })
        {
            Directory.CreateDirectory(Path.Combine(repository, "several", version));
            File.Copy(file, Path.Combine(repository, "several", version, "model.onnx"));
        }

        (int code, string output) = await Gwctl.RunAsync(_gateway, "push", "--repository", repository);
        Assert.True(code == 1, output);
        string[] lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(["several/2  version 1 is ready", "several/10  version 2 is ready"], lines[..2]);
        Assert.StartsWith("several/11  refused: ", lines[2], StringComparison.Ordinal);
        Directory.Delete(Path.Combine(repository, "several", "11"), recursive: true);
        await Gwctl.DoneAsync(_gateway, "push", "--repository", repository);
        Assert.Equal(2, (await Gwctl.RunAsync(_gateway, "push", "--repository", Paths.Temporary("empty"))).Code);
        Assert.Equal(2, (await Gwctl.RunAsync(_gateway, "push")).Code);
    }

    [Fact]
    public async Task Freeze_and_stop_are_one_word_each()
    {
        await using ForeignModel model = await ForeignModel.StartAsync(_gateway, "ctl-stop");
        Rollout rollout = await model.StandingAsync();
        Assert.Contains("holidays", await Gwctl.DoneAsync(_gateway, "freeze", "--model", "other*", "--window", "* 18-23 * * 5", "--reason", "holidays"), StringComparison.Ordinal);
        Assert.Contains("other*", await Gwctl.DoneAsync(_gateway, "freeze"), StringComparison.Ordinal);
        await Gwctl.DoneAsync(_gateway, "freeze", "--lift");
        Assert.DoesNotContain("other*", await Gwctl.DoneAsync(_gateway, "freeze"), StringComparison.Ordinal);
        Assert.Equal(1, (await Gwctl.RunAsync(_gateway, "freeze", "--window", "sometimes")).Code);
        Assert.Equal(2, (await Gwctl.RunAsync(_gateway, "freeze", "--until", "sometimes")).Code);
        Assert.Contains("fire", await Gwctl.DoneAsync(_gateway, "stop", "--reason", "fire"), StringComparison.Ordinal);
        Assert.Equal("aborted", (await _gateway.Client.RolloutAsync(rollout.Id, CancellationToken.None)).Phase);
        (int code, string output) = await Gwctl.RunAsync(_gateway, "rollout", "start", "ctl-stop", "2");
        Assert.Equal(1, code);
        Assert.Contains("frozen", output, StringComparison.Ordinal);
        await Gwctl.DoneAsync(_gateway, "freeze", "--lift");
    }
}
