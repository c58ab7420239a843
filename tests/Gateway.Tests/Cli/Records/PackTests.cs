using System.Diagnostics;
using System.Text.Json;
using Gateway.Cli.Bundles;
using Gateway.Core.Models.Records;
using Gateway.TestKit;
using Xunit;

namespace Gateway.Tests.Cli.Records;

/// <summary>A1, A13, D5, D6 of the acceptance list.</summary>
public sealed class PackTests
{
    private readonly string _folder = Paths.Temporary("pack");
    private readonly string _model;

    public PackTests()
    {
        _model = Path.Combine(_folder, "model.onnx");
        File.Copy(Digits.Artifact(1), _model);
    }

    [Fact]
    public async Task A1_the_same_files_give_the_same_bytes_and_one_other_byte_another_digest()
    {
        Write("golden.jsonl", "{}\n");
        string first = await PackAsync("a.tar"), again = await PackAsync("b.tar");
        Assert.Equal(first, again);
        Assert.Equal(await File.ReadAllBytesAsync(Path.Combine(_folder, "a.tar")), await File.ReadAllBytesAsync(Path.Combine(_folder, "b.tar")));
        Write("golden.jsonl", "{ \n");
        Assert.NotEqual(first, await PackAsync("c.tar"));
    }

    [Fact]
    public async Task A1_a_file_that_is_named_and_not_there_is_said()
    {
        (int exit, _, string error) = await Tool.RunAsync("pack", _model, "--golden", Path.Combine(_folder, "none.jsonl"));
        Assert.Equal(2, exit);
        Assert.Contains("--golden", error, StringComparison.Ordinal);
        Assert.Contains("none.jsonl", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_record_holds_what_the_files_beside_the_model_say()
    {
        Write("README.md", "---\nlicense: apache-2.0\ntags: [digits]\nmodel-index: []\n---\n# Digits\n");
        Write("params.yaml", "train:\n  depth: 5\n  name: '7'\n");
        Write("metrics.json", """{"test":{"accuracy":0.88}}""");
        Write("MLmodel", "run_id: abc\nsignature:\n  inputs: '[{\"type\":\"tensor\",\"tensor-spec\":{\"dtype\":\"float32\",\"shape\":[-1,4]}}]'\n");
        Write("dvc.lock", "schema: '2.0'\nstages:\n  train:\n    cmd: python train.py\n    deps:\n    - {path: data/train, hash: md5, md5: 839ef9371606817569c1ee0e5f4ed233.dir, size: 12, nfiles: 3}\n    - {path: train.py, hash: md5, md5: aa}\n");
        JsonElement record = (await Tool.JsonAsync("pack", _model)).Answer.GetProperty("record");
        Assert.Equal("apache-2.0", record.GetProperty("card").GetProperty("license").GetString());
        Assert.Equal((5, "7"), (record.GetProperty("params").GetProperty("train").GetProperty("depth").GetInt32(), record.GetProperty("params").GetProperty("train").GetProperty("name").GetString()));
        Assert.Equal("test.accuracy", record.GetProperty("metrics")[0].GetProperty("name").GetString());
        Assert.Equal("abc", record.GetProperty("mlflow").GetProperty("runId").GetString());
        Assert.Equal("float32", record.GetProperty("mlflow").GetProperty("signature").GetProperty("inputs")[0].GetProperty("tensor-spec").GetProperty("dtype").GetString());
        JsonElement data = Assert.Single(record.GetProperty("data").EnumerateArray());
        Assert.Equal(("train", 3), (data.GetProperty("role").GetString(), data.GetProperty("dvc").GetProperty("nfiles").GetInt32()));
        Assert.True(record.GetProperty("format").GetProperty("opsets").GetProperty("").GetInt32() > 7);
    }

    [Theory]
    [InlineData("history.json", """{"loss":[0.9,0.4],"val_loss":[0.8,"NaN"],"optimizer":"adam"}""")]
    [InlineData("history.json", """{"loss": [0.9, 0.4], "val_loss": [0.8, NaN], "optimizer": "adam"}""")]
    [InlineData("history.yaml", "loss: [0.9, 0.4]\nval_loss: [0.8, .nan]\n")]
    [InlineData("history.csv", "loss,val_loss\n0.9,0.8\n0.4,nan\n")]
    public async Task The_losses_of_the_training_come_along_whatever_they_are(string file, string text)
    {
        Write(file, text);
        JsonElement history = (await Tool.JsonAsync("pack", _model, "--history", Path.Combine(_folder, file))).Answer.GetProperty("record").GetProperty("history");
        Assert.Equal([0.9, 0.4], history.GetProperty("loss").EnumerateArray().Select(loss => loss.GetDouble()));
        Assert.Equal((0.8, JsonValueKind.String), (history.GetProperty("val_loss")[0].GetDouble(), history.GetProperty("val_loss")[1].ValueKind));
        Assert.False(history.TryGetProperty("optimizer", out _));
    }

    [Fact]
    public async Task A_history_without_a_list_is_refused()
    {
        Write("none.json", """{"loss":0.4}""");
        (int exit, _, string error) = await Tool.RunAsync("pack", _model, "--history", Path.Combine(_folder, "none.json"));
        Assert.Equal(2, exit);
        Assert.Contains("val_loss", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_metric_that_is_no_number_is_refused_by_name()
    {
        Write("metrics.yaml", "auc: .nan\n");
        (int exit, _, string error) = await Tool.RunAsync("pack", _model, "--metrics", Path.Combine(_folder, "metrics.yaml"));
        Assert.Equal(2, exit);
        Assert.Contains("auc", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A13_a_card_without_a_license_does_not_pass_a_gate_that_asks_for_one()
    {
        Write("gate.yaml", "require: {license: true}\n");
        Write("card.md", "---\ntags: [x]\n---\n");
        (int exit, _, string error) = await Tool.RunAsync("pack", _model, "--card", Path.Combine(_folder, "card.md"), "--gate", Path.Combine(_folder, "gate.yaml"));
        Assert.Equal(1, exit);
        Assert.Contains("license", error, StringComparison.Ordinal);
        Write("card.md", "---\nlicense: mit\n---\n");
        Assert.Equal(0, (await Tool.RunAsync("pack", _model, "--card", Path.Combine(_folder, "card.md"), "--gate", Path.Combine(_folder, "gate.yaml"))).Exit);
    }

    [Fact]
    public async Task D5_the_commit_is_recorded_and_a_dirty_tree_does_not_pass_a_gate_that_asks_for_a_clean_one()
    {
        Write("gate.yaml", "require: {clean: true}\n");
        Write("train.py", "1");
        Git("init", "-q");
        Git("add", "-A");
        Git("-c", "user.name=t", "-c", "user.email=t@example.org", "commit", "-qm", "first");
        (int exit, JsonElement packed) = await Tool.JsonAsync("pack", _model, "--gate", Path.Combine(_folder, "gate.yaml"));
        Assert.Equal(0, exit);
        Assert.Equal(40, packed.GetProperty("record").GetProperty("source").GetProperty("commit").GetString()!.Length);
        Write("train.py", "2");
        (exit, _, string error) = await Tool.RunAsync("pack", _model, "--gate", Path.Combine(_folder, "gate.yaml"));
        Assert.Equal(1, exit);
        Assert.Contains("clean", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task D6_data_are_held_against_the_digests_of_DVC()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "data"));
        Write("data/foo", "foo");
        Write("data/bar", "bar");
        Write("data.dvc", "outs:\n- {md5: 5ea40360f5b4ec688df672a4db9c17d1.dir, size: 6, nfiles: 2, hash: md5, path: data}\n");
        Assert.Equal(0, (await Tool.RunAsync("data", "verify", Path.Combine(_folder, "data.dvc"))).Exit);
        Write("data/foo", "other");
        (int exit, string output, _) = await Tool.RunAsync("data", "verify", Path.Combine(_folder, "data.dvc"));
        Assert.Equal(1, exit);
        Assert.Contains("failed", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_gate_is_packed_as_JSON_that_needs_no_YAML_to_be_read()
    {
        Write("gate.yaml", "# on our machine\np99: 60s\nrequire: {golden: true}\n");
        string tar = Path.Combine(_folder, "gated.tar");
        Assert.Equal(0, (await Tool.RunAsync("pack", _model, "--out", tar, "--gate", Path.Combine(_folder, "gate.yaml"))).Exit);
        using BundleFolder bundle = BundleFolder.Open(tar);
        Assert.Equal("""{"p99":"60s","require":{"golden":true}}""", File.ReadAllText(bundle.Files[BundleRoles.Gate]));
    }

    private async Task<string> PackAsync(string name) => (await Tool.JsonAsync(
        "pack", _model, "--out", Path.Combine(_folder, name), "--golden", Path.Combine(_folder, "golden.jsonl"))).Answer.GetProperty("digest").GetString()!;

    private void Write(string name, string text) => File.WriteAllText(Path.Combine(_folder, name), text);

    private void Git(params string[] arguments)
    {
        using Process git = Process.Start("git", ["-C", _folder, .. arguments]);
        git.WaitForExit();
        Assert.Equal(0, git.ExitCode);
    }
}
