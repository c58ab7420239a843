using System.Globalization;
using System.Text.Json;
using Gateway.Cli;
using Gateway.Core.Statistics;
using Xunit;

namespace Gateway.Tests.Cli;

public sealed class SimulateTests : IDisposable
{
    private const string Plan =
        """
        {"plan":{"candidate":"2","baseline":"1","strategy":"canary","steps":[{"weight":25,"minDuration":"5s","minSamples":100,"maxDuration":"24h"},{"weight":50,"minDuration":"5s","minSamples":200,"maxDuration":"24h"}],
        "guards":["errors <= 2%",{"guard":"p99 <= 1.25x baseline","action":"rollback","dryRun":false}],"bake":{"duration":"15m","oldWeight":2,"onInconclusive":"end"},
        "onInconclusive":"wait","rescue":true,"maxDuration":"7d","alpha":0.01,"alphaPromote":0.05},"steps":[],"shareAtRisk":1,"warnings":[]}
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("simulate").FullName;
    private readonly StringWriter _output = new(CultureInfo.InvariantCulture);
    private readonly StringWriter _error = new(CultureInfo.InvariantCulture);

    [Fact]
    public async Task A_good_candidate_is_promoted_and_a_bad_one_rolled_back_by_its_guard()
    {
        JsonElement good = await EndingsAsync("--rate", "100", "--seeds", "5");
        JsonElement bad = await EndingsAsync("--rate", "100", "--seeds", "5", "--candidate-bad", "20");

        Assert.Equal(("promoted", 1.0), (good[0].GetProperty("outcome").GetString(), good[0].GetProperty("share").GetDouble()));
        Assert.Equal(("rolledBack", "errors <= 2%"), (bad[0].GetProperty("outcome").GetString(), bad[0].GetProperty("because").GetString()));
        Assert.InRange(bad[0].GetProperty("seconds").GetDouble(), 0.1, 10);
    }

    [Fact]
    public async Task The_same_command_prints_the_same()
    {
        JsonElement first = await EndingsAsync("--rate", "50", "--seeds", "4", "--candidate-bad", "3"), second = await EndingsAsync("--rate", "50", "--seeds", "4", "--candidate-bad", "3");

        Assert.Equal(first.GetRawText(), second.GetRawText());
    }

    [Fact]
    public async Task Recorded_traffic_is_judged_anew()
    {
        Draws draws = new(3);
        string[] lines = [.. Enumerable.Range(0, 6000).Select(i => string.Create(
            CultureInfo.InvariantCulture,
            $"{{\"at\":{i / 100.0},\"arm\":\"{(i % 4 == 0 ? "candidate" : "baseline")}\",\"outcome\":\"{(i % 4 == 0 && draws.Chance(0.3) ? "failed" : "ok")}\",\"ms\":{10 + draws.Uniform() * 20}}}"))];
        await File.WriteAllLinesAsync(Path.Combine(_folder, "traffic.jsonl"), lines);
        JsonElement endings = await EndingsAsync("--traffic", Path.Combine(_folder, "traffic.jsonl"), "--seeds", "3");

        Assert.Equal("rolledBack", endings[0].GetProperty("outcome").GetString());
    }

    [Theory]
    [InlineData("""{"candidate":"2"}""", "gwctl rollout start MODEL VERSION --dry-run")]
    [InlineData("""{"candidate":"2","steps":"auto"}""", "steps is not resolved")]
    [InlineData("""{"candidat":"2"}""", "candidat")]
    public async Task A_plan_that_is_not_resolved_is_refused_with_the_way_to_one(string plan, string says)
    {
        Assert.Equal(Exit.Usage, await RunAsync(plan));
        Assert.Contains(says, _error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_broken_line_of_a_recording_is_named()
    {
        await File.WriteAllLinesAsync(Path.Combine(_folder, "traffic.jsonl"), ["""{"at":0,"arm":"baseline","outcome":"ok","ms":3}""", """{"at":1,"arm":"third","outcome":"ok","ms":3}"""]);

        Assert.Equal(Exit.Usage, await RunAsync(Plan, "--traffic", Path.Combine(_folder, "traffic.jsonl")));
        Assert.StartsWith("Line 2:", _error.ToString(), StringComparison.Ordinal);
    }

    public void Dispose()
    {
        Directory.Delete(_folder, recursive: true);
        _output.Dispose();
        _error.Dispose();
    }

    private async Task<JsonElement> EndingsAsync(params string[] options)
    {
        _output.GetStringBuilder().Clear();
        int code = await RunAsync(Plan, [.. options, "-o", "json"]);
        Assert.True(code == Exit.Done, _error.ToString());
        return JsonDocument.Parse(_output.ToString()).RootElement.Clone();
    }

    private async Task<int> RunAsync(string plan, params string[] options)
    {
        string file = Path.Combine(_folder, "plan.json");
        await File.WriteAllTextAsync(file, plan);
        return await Gwctl.RunAsync(["simulate", file, .. options], _output, _error);
    }
}
