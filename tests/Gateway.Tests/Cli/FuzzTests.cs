using System.Text.Json;
using Gateway.Cli.Checks;
using Gateway.Core.Evaluation;
using Gateway.TestKit;
using Xunit;

namespace Gateway.Tests.Cli;

/// <summary>A9 of the acceptance list: tests that nobody wrote, and what the written ones cover.</summary>
public sealed class FuzzTests
{
    private readonly string _folder = Paths.Temporary("fuzz");

    [Fact]
    public void A9_rows_that_hit_two_of_three_classes_cover_two_thirds_and_the_third_is_named()
    {
        Coverage coverage = Coverage.OfClasses(["setosa", "versicolor", "virginica"], [0, 1, 1, 0]);
        Assert.Equal(66.7, Math.Round(100 * coverage.Share, 1));
        Assert.Equal(["virginica"], coverage.Missing);
        Assert.Equal("failed", coverage.Judge("classes", 0.9).Result);
        Assert.Equal("66.7 % of 3; no row has virginica", coverage.Judge("classes", null).Says);
    }

    [Fact]
    public void A9_a_decile_is_a_cell_and_a_constant_feature_is_one()
    {
        double[] hundred = [.. Enumerable.Range(0, 100)];
        Coverage coverage = Coverage.OfDeciles([("a", hundred, hundred.Take(50)), ("b", [.. hundred.Select(_ => 7.0)], [7.0])]);
        Assert.Equal((11, 5), (coverage.Cells, coverage.Missing.Count));
        Assert.Equal(["a decile 6", "a decile 7", "a decile 8", "a decile 9", "a decile 10"], coverage.Missing);
    }

    [Fact]
    public async Task A9_golden_rows_that_cover_too_little_are_exit_code_1_with_what_they_lack()
    {
        string golden = Path.Combine(_folder, "golden.jsonl");
        File.WriteAllLines(golden, Digits.Rows.Take(3).Select(row => $$"""{"request":{{row}}}"""));
        (int exit, JsonElement said) = await Tool.JsonAsync("fuzz", Digits.Artifact(1), "--golden", golden, "--data", Path.Combine(Digits.Folder, "heldout.csv"), "--min-coverage", "0.9");
        Assert.Equal(1, exit);
        JsonElement[] checks = [.. said.GetProperty("checks").EnumerateArray()];
        JsonElement classes = checks.Single(check => check.Text("check") == "golden.classes");
        Assert.Equal("failed", classes.Text("result"));
        Assert.Matches("^[123]0.0 % of 10; no row has ", classes.Text("says"));
        Assert.Equal("failed", checks.Single(check => check.Text("check") == "golden.deciles").Text("result"));
        Assert.All(new[] { "fuzz.value 0", "fuzz.value -1e6", "fuzz.value denormal", "fuzz.profile highest", "fuzz.batch 64" }, name => Assert.Equal("passed", checks.Single(check => check.Text("check") == name).Text("result")));
    }

    [Fact]
    public async Task A9_a_gate_that_asks_for_coverage_fails_a_check_without_enough_of_it()
    {
        string gate = Path.Combine(_folder, "gate.yaml");
        File.WriteAllText(gate, "minCoverage: 0.9\n");
        (int exit, JsonElement said) = await Tool.JsonAsync("check", Digits.Artifact(1), "--gate", gate);
        Assert.Equal((1, "there are no golden rows, and 90 % is asked for"), (exit, said.GetProperty("checks").EnumerateArray().Single(check => check.Text("check") == "golden.coverage").Text("says")));
    }

    [Fact]
    public async Task A9_a_model_that_answers_NaN_to_ordinary_numbers_is_found()
    {
        string model = ExternalModel.Write(_folder);
        File.WriteAllBytes(Path.Combine(_folder, "weights.bin"), [.. new float[] { 10, float.NaN, 30, 40 }.SelectMany(BitConverter.GetBytes)]);
        (int exit, JsonElement said) = await Tool.JsonAsync("fuzz", model);
        Assert.Equal((1, "failed"), (exit, said.Text("verdict")));
    }
}
