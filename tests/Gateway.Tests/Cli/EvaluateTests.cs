using System.Diagnostics;
using System.Text.Json;
using Gateway.TestKit;
using Xunit;

namespace Gateway.Tests.Cli;

/// <summary>A8 and A11 of the acceptance list, and a candidate against its baseline.</summary>
public sealed class EvaluateTests
{
    private static readonly string HeldOut = Path.Combine(Digits.Folder, "heldout.csv");
    private readonly string _folder = Paths.Temporary("evaluate");

    [Fact]
    public async Task A8_an_arff_file_gives_the_summary_of_weka()
    {
        string[] lines = await File.ReadAllLinesAsync(HeldOut);
        string arff = Path.Combine(_folder, "digits.arff");
        await File.WriteAllLinesAsync(arff, ["@relation digits", .. lines[0].Split(',')[..64].Select(name => $"@attribute {name} real"), "@attribute label {0,1,2,3,4,5,6,7,8,9}", "@data", .. lines[1..]]);
        (int exit, JsonElement said) = await Tool.JsonAsync("evaluate", Digits.Artifact(1), "--data", arff);
        Assert.Equal(0, exit);
        JsonElement candidate = said.GetProperty("candidate");
        Assert.Equal(719, candidate.GetProperty("confusion").GetProperty("counts").EnumerateArray().Sum(row => row.EnumerateArray().Sum(cell => cell.GetInt32())));
        Assert.Equal(587.0 / 719, Metric(candidate, "accuracy"), 1e-12); // train.py counted the same
        Assert.InRange(Metric(candidate, "kappa"), 0.79, 0.8);
        Assert.Equal(10, candidate.GetProperty("classes").GetArrayLength());
        (_, string text, _) = await Tool.RunAsync("evaluate", Digits.Artifact(1), "--data", arff);
        Assert.Contains("of 719 rows right", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_candidate_is_compared_on_the_same_rows_and_a_gate_says_yes_no_or_perhaps()
    {
        string gate = Path.Combine(_folder, "gate.yaml");
        File.WriteAllText(gate, "metrics:\n  accuracy: {maxDrop: 0.5}\n");
        (int exit, JsonElement said) = await Tool.JsonAsync("evaluate", Digits.Artifact(2), "--data", HeldOut, "--baseline", Digits.Artifact(1), "--gate", gate);
        Assert.Equal(0, exit);
        JsonElement accuracy = said.GetProperty("changes").EnumerateArray().Single(change => change.GetProperty("name").GetString() == "accuracy");
        Assert.Equal("McNemar, exact", accuracy.GetProperty("test").GetString());
        File.WriteAllText(gate, "metrics:\n  accuracy: {min: 0.9999}\n");
        Assert.Equal(1, (await Tool.RunAsync("evaluate", Digits.Artifact(1), "--data", HeldOut, "--gate", gate)).Exit);
        File.WriteAllText(gate, $"metrics:\n  accuracy: {{min: {Metric(said.GetProperty("baseline"), "accuracy").ToString(System.Globalization.CultureInfo.InvariantCulture)}}}\n");
        Assert.Equal(4, (await Tool.RunAsync("evaluate", Digits.Artifact(1), "--data", HeldOut, "--gate", gate)).Exit);
        File.WriteAllText(gate, "metrics:\n  no-such: {min: 0}\n");
        Assert.Equal(1, (await Tool.RunAsync("evaluate", Digits.Artifact(1), "--data", HeldOut, "--gate", gate)).Exit);
    }

    [Fact]
    public async Task What_does_not_fit_is_said()
    {
        (int exit, _, string error) = await Tool.RunAsync("evaluate", Digits.Artifact(1), "--data", HeldOut, "--label", "species");
        Assert.Equal(2, exit);
        Assert.Contains("species", error, StringComparison.Ordinal);
        Assert.Equal(2, (await Tool.RunAsync("evaluate", Path.Combine(Paths.Models, "broken_text", "model.onnx"), "--data", HeldOut)).Exit);
    }

    [Fact]
    public async Task A11_figures_are_held_against_a_revision_in_the_form_of_DVC()
    {
        File.WriteAllText(Path.Combine(_folder, "metrics.json"), """{"AUC": 0.763981, "same": 1}""");
        await GitAsync("init", "-q", "-b", "main");
        await GitAsync("add", "-A");
        await GitAsync("-c", "user.name=t", "-c", "user.email=t@example.org", "commit", "-qm", "first");
        File.WriteAllText(Path.Combine(_folder, "metrics.json"), """{"AUC": 0.801807, "same": 1}""");
        Assert.Equal("""{"metrics.json":{"AUC":{"old":0.763981,"new":0.801807,"diff":0.037826}}}""", JsonSerializer.Serialize(JsonDocument.Parse((await GwctlAsync("-o", "json")).Output)));
        Assert.Equal("""
            | Path         | Metric | main     | workspace | Change   |
            |--------------|--------|----------|-----------|----------|
            | metrics.json | AUC    | 0.763981 | 0.801807  | 0.037826 |

            """, (await GwctlAsync("--md")).Output);
        Assert.Equal(1, (await GwctlAsync("--atol", "0.01")).Exit);
        Assert.Equal(0, (await GwctlAsync("--rtol", "0.1")).Exit);
    }

    private static double Metric(JsonElement evaluation, string name) =>
        evaluation.GetProperty("metrics").EnumerateArray().Single(metric => metric.GetProperty("name").GetString() == name).GetProperty("value").GetDouble();

    private async Task<(int Exit, string Output)> GwctlAsync(params string[] options)
    {
        using Process gwctl = Process.Start(new ProcessStartInfo(Paths.Program("Gateway.Cli", "gwctl"), ["metrics", "diff", "main", .. options]) { WorkingDirectory = _folder, RedirectStandardOutput = true })!;
        string output = await gwctl.StandardOutput.ReadToEndAsync();
        await gwctl.WaitForExitAsync();
        return (gwctl.ExitCode, output);
    }

    private async Task GitAsync(params string[] arguments)
    {
        using Process git = Process.Start("git", ["-C", _folder, .. arguments]);
        await git.WaitForExitAsync();
        Assert.Equal(0, git.ExitCode);
    }
}
