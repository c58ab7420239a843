using System.Text.Json;
using Gateway.Contracts;
using Gateway.Core.Preflight;
using Gateway.Registry;
using Gateway.TestKit;
using Xunit;

namespace Gateway.Tests.Registry;

/// <summary>A gate that came with a version, at registration.</summary>
public sealed class GatedCheckTests
{
    private const string Report =
        """{"signature":null,"problems":[{"check":"sanity.finite","message":"NaN"}],"verdict":"failed","checks":[{"check":"sanity.finite","result":"failed","says":"NaN"}],"providers":["CPUExecutionProvider"],"measured":null,"digest":"sha256:1"}""";

    [Fact]
    public void What_a_gate_asks_joins_the_hosts_own_checks_and_only_what_failed_is_a_reason()
    {
        Gate gate = new() { Require = new GateRequire { License = true, Providers = ["CPUExecutionProvider"] }, P99 = TimeSpan.FromMilliseconds(1), MinCoverage = 0.5 };
        ModelCheckResult result = GatedCheck.Apply(new ModelCheckResult(null, [new CheckProblem("sanity.finite", "NaN")], Report), gate, """{"card":{}}""");
        Assert.Equal([new CheckProblem("sanity.finite", "NaN"), new CheckProblem("require.license", "the card names no license")], result.Problems);
        JsonElement report = JsonDocument.Parse(result.Report).RootElement;
        Assert.Equal(("failed", "sha256:1", 2), (report.Text("verdict"), report.Text("digest"), report.GetProperty("problems").GetArrayLength()));
        Assert.Equal(
            [("sanity.finite", "failed"), ("require.license", "failed"), ("environment.providers", "passed"), ("speed.p99", "inconclusive"), ("golden.coverage", "inconclusive")],
            report.GetProperty("checks").EnumerateArray().Select(check => (check.Text("check"), check.Text("result"))));
    }

    [Fact]
    public void A_check_that_came_to_no_report_keeps_its_own_reason()
    {
        ModelCheckResult crashed = new(null, [new CheckProblem("load", "The runtime crashed on it (signal 11).")], "{}");
        Assert.Same(crashed, GatedCheck.Apply(crashed, new Gate { Require = new GateRequire { License = true } }, null));
    }

    [Fact]
    public void Every_wrong_member_of_a_gate_is_told_with_its_path_and_value()
    {
        List<ProblemItem> problems = [];
        new VersionTrial(null, """{"p99":"fast","require":{"licence":true},"metrics":{"accuracy":{"min":"high"}},"monotone":{"income":"sideways"},"minCoverage":90,"memoryMb":0}""").Check(problems);
        Assert.Equal(
            [("gate.p99", "\"fast\""), ("gate.require.licence", "true"), ("gate.metrics.accuracy.min", "\"high\""), ("gate.monotone.income", "sideways"), ("gate.memoryMb", "0"), ("gate.minCoverage", "90")],
            problems.Select(problem => (problem.Path, problem.Value)));
        Assert.Contains("did you mean license?", problems[1].Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("p99: 20ms\n")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{\"invariant\":[\"\\ud800\"]}")]
    public void A_gate_that_is_no_JSON_object_is_a_problem(string text)
    {
        List<ProblemItem> problems = [];
        new VersionTrial(null, text).Check(problems);
        Assert.Equal("gate", Assert.Single(problems).Path);
    }
}
