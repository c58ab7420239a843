using System.Text.Json;
using System.Xml.Linq;
using Gateway.Core.Preflight;
using Gateway.TestKit;
using Xunit;

namespace Gateway.Tests.Cli;

/// <summary>A5, A7, B2, B3, B4 of the acceptance list.</summary>
public sealed class CheckTests
{
    private static readonly string HeldOut = Path.Combine(Digits.Folder, "heldout.csv");
    private readonly string _folder = Paths.Temporary("check");

    [Fact]
    public async Task A5_a_weight_that_is_no_number_is_found_with_its_output_row_and_count()
    {
        string model = ExternalModel.Write(_folder);
        File.WriteAllBytes(Path.Combine(_folder, "weights.bin"), [.. new float[] { 10, float.NaN, 30, 40 }.SelectMany(BitConverter.GetBytes)]);
        string junit = Path.Combine(_folder, "out.xml");
        (int exit, JsonElement said) = await Tool.JsonAsync("check", model, "--golden", Golden("x", [4]), "--junit", junit);
        Assert.Equal(1, exit);
        Assert.Equal("failed", said.GetProperty("verdict").GetString());
        Assert.Equal("1 values are not finite; output \"y\", row 1, element 1 is NaN", Check(said, "sanity.finite").Says);
        XElement failure = XDocument.Load(junit).Descendants("testcase").Single(test => (string?)test.Attribute("name") == "sanity.finite").Element("failure")!;
        Assert.Contains("\"y\", row 1", (string)failure.Attribute("message")!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A7_every_check_is_a_test_case()
    {
        string junit = Path.Combine(_folder, "all.xml");
        (int exit, JsonElement said) = await Tool.JsonAsync("check", Digits.Artifact(1), "--junit", junit, "--golden", Golden("pixels", [1, 64], 24), "--data", HeldOut, "--baseline", Digits.Artifact(1));
        Assert.Equal(4, exit); // the golden rows say no answers: inconclusive, never passed
        Assert.Equal(said.GetProperty("checks").EnumerateArray().Select(check => check.GetProperty("check").GetString()), XDocument.Load(junit).Descendants("testcase").Select(test => (string?)test.Attribute("name")));
        Assert.All(new[] { "load.opens", "environment.opset", "sanity.finite", "sanity.batch", "sanity.permutation", "sanity.determinism", "sanity.collapse", "signature.compatible" }, check => Assert.Equal("passed", Check(said, check).Result));
        Assert.Equal("inconclusive", Check(said, "golden.answers").Result);
    }

    [Fact]
    public async Task Answers_are_held_against_the_golden_ones()
    {
        string model = ExternalModel.Write(_folder);
        string Row(double last) => $$"""{"request":{"inputs":[{"name":"x","datatype":"FP32","shape":[4],"data":[1,2,3,4]}]},"answer":{"outputs":[{"name":"y","datatype":"FP32","shape":[4],"data":[11,22,33,{{last}}] }]} }""";
        string rows = Path.Combine(_folder, "rows.jsonl");
        File.WriteAllText(rows, Row(44));
        Assert.Equal("passed", Check((await Tool.JsonAsync("check", model, "--golden", rows)).Answer, "golden.answers").Result);
        File.WriteAllText(rows, Row(45));
        (int exit, JsonElement said) = await Tool.JsonAsync("check", model, "--golden", rows);
        Assert.Equal((1, "1 of 1 answers are others; row 1: \"y\"[3] is 44, expected 45"), (exit, Check(said, "golden.answers").Says));
    }

    [Fact]
    public async Task B2_an_opset_that_the_runtime_has_not_is_named_before_it_is_asked()
    {
        byte[] bytes = ExternalModel.Bytes("weights.bin");
        bytes[5] = 27; // ir_version, then opset_import { version }
        string model = ExternalModel.Write(_folder);
        File.WriteAllBytes(model, bytes);
        (int exit, JsonElement said) = await Tool.JsonAsync("check", model);
        Assert.Equal(1, exit);
        Assert.StartsWith("opset 27 > 26; re-export at <= 26", Check(said, "environment.opset").Says, StringComparison.Ordinal);
    }

    [Fact]
    public async Task B3_a_provider_that_is_wanted_and_not_there_is_no_silent_fallback()
    {
        (int exit, JsonElement said) = await Tool.JsonAsync("check", Digits.Artifact(1), "--gate", Gate("require: {providers: [CUDAExecutionProvider]}"));
        Assert.Equal(1, exit);
        Assert.Contains("CPUExecutionProvider", Check(said, "environment.providers").Says, StringComparison.Ordinal);
    }

    [Fact]
    public async Task B3_processors_that_are_wanted_must_be_there()
    {
        Assert.Equal((0, "passed"), await GatedAsync("require: {cores: 1}", "environment.cores"));
        Assert.Equal((1, "failed"), await GatedAsync("require: {cores: 5000}", "environment.cores"));
    }

    [Fact]
    public async Task A5_the_history_of_the_training_is_held_against_the_gate()
    {
        string history = Path.Combine(_folder, "history.csv");
        File.WriteAllText(history, "loss,val_loss\n0.9,0.8\n0.4,0.7\n");
        (int exit, JsonElement said) = await Tool.JsonAsync("check", Digits.Artifact(1), "--history", history, "--gate", Gate("maxLossGap: 0.2"));
        Assert.Equal((1, "failed", "passed"), (exit, Check(said, "history.gap").Result, Check(said, "history.falls").Result));
    }

    [Fact]
    public async Task B4_a_target_of_latency_passes_and_fails_by_the_whole_interval()
    {
        Assert.Equal((0, "passed"), await GatedAsync("p99: 60s", "speed.p99"));
        Assert.Equal((1, "failed"), await GatedAsync("p99: 0.0001ms", "speed.p99"));
        Assert.Equal((1, "failed"), await GatedAsync("memoryMb: 1", "memory.process"));
    }

    [Theory]
    [InlineData(19, 26, "inconclusive")]
    [InlineData(23, 26, "failed")]
    [InlineData(12, 20, "passed")]
    public void B4_an_interval_that_straddles_the_target_of_20_is_inconclusive(double low, double high, string result) =>
        Assert.Equal(result, CheckResult.Of(new Core.Statistics.Interval(low, high), 20));

    [Fact]
    public async Task All_that_is_wrong_with_a_gate_is_told_at_once_with_the_nearest_name()
    {
        (int exit, _, string error) = await Tool.RunAsync("check", Digits.Artifact(1), "--gate", Gate("p99: 20\nrequire: {licence: true}\nminCoverage: 90"));
        Assert.Equal(2, exit);
        Assert.Matches("(?s)p99 must be a number and a unit.*\\(20\\).*require.licence .*did you mean license.*minCoverage must be a share", error);
    }

    [Fact]
    public async Task Golden_rows_that_the_gate_wants_and_nobody_gave_are_a_failure_and_rules_without_rows_are_open()
    {
        Assert.Equal((1, "failed"), await GatedAsync("require: {golden: true}", "require.golden"));
        Assert.Equal((4, "inconclusive"), await GatedAsync("monotone: {pixels: up}", "metamorphic.monotone.pixels"));
    }

    private async Task<(int Exit, string Result)> GatedAsync(string gate, string check)
    {
        (int exit, JsonElement said) = await Tool.JsonAsync("check", Digits.Artifact(1), "--gate", Gate(gate));
        return (exit, Check(said, check).Result);
    }

    private static (string Result, string Says) Check(JsonElement said, string name)
    {
        JsonElement check = said.GetProperty("checks").EnumerateArray().Single(check => check.GetProperty("check").GetString() == name);
        return (check.GetProperty("result").GetString()!, check.GetProperty("says").GetString()!);
    }

    private string Gate(string text)
    {
        string file = Path.Combine(_folder, "gate.yaml");
        File.WriteAllText(file, text + "\n");
        return file;
    }

    private string Golden(string input, int[] shape, int rows = 1)
    {
        string file = Path.Combine(_folder, "golden.jsonl");
        int count = shape.Aggregate(1, (all, dimension) => all * dimension);
        File.WriteAllLines(file, Enumerable.Range(0, rows).Select(row =>
            $$"""{"request":{"inputs":[{"name":"{{input}}","datatype":"FP32","shape":[{{string.Join(',', shape)}}],"data":[{{string.Join(',', Enumerable.Range(0, count).Select(i => (i * 7 + row * 13) % 17))}}] }]} }"""));
        return file;
    }
}
