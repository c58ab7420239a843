using System.Text.Json;
using Gateway.Contracts;
using Gateway.TestKit;
using Xunit;

namespace Gateway.Tests.Cli;

/// <summary>Commands that call a gateway, against answers as it gives them.</summary>
public sealed class CallsTests : IAsyncLifetime
{
    private const string Id = "01900000-0000-7000-8000-000000000001";
    private static readonly string Ready = JsonSerializer.Serialize(
        new Contracts.Version("2", "ready", "sha256:" + new string('a', 64), 10, DateTimeOffset.UnixEpoch, "ci", new Signature([new Tensor("x", "FP32", [-1, 4])], [new Tensor("y", "FP32", [-1, 2])]), null, new VersionHosts(0, 0)), ContractJson.Options);

    private FixedServer _gateway = null!;

    public async ValueTask InitializeAsync() => _gateway = (await FixedServer.StartAsync())
        .With("POST /api/v1/models/fraud/versions", Ready, 201)
        .With("GET /api/v1/addresses", """{"rest":"http://127.0.0.1:8000","grpc":"http://127.0.0.1:8001"}""")
        .With("GET /api/v1/models/fraud", """{"name":"fraud","baseline":"1","versions":2}""")
        .With("GET /api/v1/models?limit=1000", """{"items":[{"name":"fraud","baseline":"1","versions":2},{"name":"young","versions":1}]}""")
        .With("GET /api/v1/models/fraud/versions?last=100", $$"""{"items":[{{Ready}}]}""");

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Theory]
    [InlineData("promoted", true, 0)]
    [InlineData("rolledBack", true, 1)]
    [InlineData("aborted", true, 1)]
    [InlineData("progressing", false, 4)]
    public async Task Push_rollout_wait_ends_as_its_rollout_does_and_with_4_when_that_takes_too_long(string phase, bool ended, int exit)
    {
        _gateway.With("POST /api/v1/models/fraud/rollouts", Rollout("preparing", false), 201).With($"GET /api/v1/rollouts/{Id}", Rollout(phase, ended));
        (int code, string output, string error) = await RunAsync("push", "fraud", Digits.Artifact(1), "--rollout", "--guard", "errors <= 2%", "--wait", "--timeout", "1s");
        Assert.True(code == exit, $"{code}: {output}{error}");
        Assert.Contains("  errors <= 2%             [##########..........] suspect  3 of 40, baseline 1 of 900", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_push_that_is_refused_is_1_and_one_that_is_not_allowed_3()
    {
        _gateway.With("POST /api/v1/models/fraud/versions", """{"type":"version-rejected","title":"The version was refused.","status":422,"errors":[{"path":"sanity.finite","message":"2 values are not finite"}]}""", 422);
        (int code, _, string error) = await RunAsync("push", "fraud", Digits.Artifact(1), "--rollout", "--wait");
        Assert.Equal(1, code);
        Assert.Contains("sanity.finite", error, StringComparison.Ordinal);
        _gateway.With("POST /api/v1/models/fraud/versions", """{"type":"forbidden","title":"That is not allowed.","status":403}""", 403);
        Assert.Equal(3, (await RunAsync("push", "fraud", Digits.Artifact(1))).Exit);
    }

    [Fact]
    public async Task A7_client_http_is_a_file_that_an_IDE_sends()
    {
        (int code, string output, _) = await RunAsync("client", "fraud", "--http");
        Assert.Equal(0, code);
        Assert.StartsWith("@server = http://127.0.0.1:8000\n", output, StringComparison.Ordinal);
        string[] requests = output.Split("\n###")[1..];
        Assert.Equal(["GET {{server}}/v2/models/fraud", "POST {{server}}/v2/models/fraud/infer", "POST {{server}}/v2/models/fraud/versions/2/infer"], requests.Select(request => request.Split('\n')[1]));
        JsonElement body = JsonDocument.Parse(requests[1].Split("\n\n")[1]).RootElement;
        Assert.Equal(4, body.GetProperty("inputs")[0].GetProperty("data").GetArrayLength());
    }

    [Fact]
    public async Task A3_audit_at_says_what_served_then_and_leaves_out_what_did_not()
    {
        _gateway.With("GET /api/v1/models/fraud/traffic?at=2026-01-02T03%3A00%3A00.0000000%2B00%3A00", """{"baseline":"1","weights":{"1":95,"2":5}}""");
        (int code, string output, string error) = await RunAsync("audit", "at", "2026-01-02T03:00Z");
        Assert.True(code == 0, error);
        Assert.Contains("1=95 2=5", output, StringComparison.Ordinal);
        Assert.DoesNotContain("young", output, StringComparison.Ordinal);
        Assert.Equal(2, (await RunAsync("audit", "at", "yesterday")).Exit);
    }

    [Fact]
    public async Task A_baseline_comes_from_the_registry_and_slices_are_told_apart()
    {
        _gateway.With("GET /api/v1/models/fraud/versions/1/artifact", await File.ReadAllBytesAsync(Digits.Artifact(2)));
        string rows = Path.Combine(Paths.Temporary("slices"), "rows.csv");
        File.WriteAllLines(rows, File.ReadLines(Path.Combine(Digits.Folder, "heldout.csv")).Take(200).Select((line, row) => line + (row == 0 ? ",site" : row % 2 == 0 ? ",north" : ",south")));
        (int code, string output, string error) = await RunAsync("evaluate", Digits.Artifact(1), "--data", rows, "--baseline", "registry:fraud", "--slice", "site", "-o", "json");
        Assert.True(code is 0 or 1, error);
        Assert.Contains("north", output, StringComparison.Ordinal);
        Assert.Contains("GET /api/v1/models/fraud/versions/1/artifact", _gateway.Asked);
    }

    [Fact]
    public async Task MLflow_s_registered_model_is_pushed_with_what_its_MLmodel_says()
    {
        _gateway.With("GET /api/2.0/mlflow/registered-models/alias?name=fraud&alias=champion", """{"model_version":{"name":"fraud","version":"3"}}""")
            .With("GET /api/2.0/mlflow/model-versions/get-download-uri?name=fraud&version=3", """{"artifact_uri":"mlflow-artifacts:/1/run/artifacts/model"}""")
            .With("GET /api/2.0/mlflow-artifacts/artifacts?path=1%2Frun%2Fartifacts%2Fmodel", """{"files":[{"path":"model.onnx","is_dir":false,"file_size":1},{"path":"MLmodel","is_dir":false,"file_size":1},{"path":"env","is_dir":true}]}""")
            .With("GET /api/2.0/mlflow-artifacts/artifacts/1/run/artifacts/model/model.onnx", await File.ReadAllBytesAsync(Digits.Artifact(1)))
            .With("GET /api/2.0/mlflow-artifacts/artifacts/1/run/artifacts/model/MLmodel", "run_id: abc\n");
        (int code, string output, string error) = await RunAsync("push", "--from-mlflow", "models:/fraud@champion", "--mlflow-url", _gateway.Origin);
        Assert.True(code == 0, error);
        Assert.StartsWith("version 2 of fraud is ready", output, StringComparison.Ordinal);
        Assert.Contains("POST /api/v1/models/fraud/versions", _gateway.Asked);
        Assert.Equal(2, (await RunAsync("push", "--from-mlflow", "fraud/3")).Exit);
        Assert.Equal(3, (await RunAsync("push", "--from-mlflow", "models:/absent/1", "--mlflow-url", _gateway.Origin)).Exit);
    }

    [Fact]
    public async Task What_is_packed_is_checked_as_it_is()
    {
        string tar = Path.Combine(Paths.Temporary("packed"), "model.tar");
        Assert.Equal(0, (await Tool.RunAsync("pack", Digits.Artifact(1), "--out", tar)).Exit);
        (int code, JsonElement said) = await Tool.JsonAsync("check", tar);
        Assert.Equal((0, "passed"), (code, said.Text("verdict")));
    }

    [Theory]
    [InlineData("bash", "complete -o default -F _gwctl gwctl")]
    [InlineData("zsh", "compdef _gwctl gwctl")]
    [InlineData("fish", "complete -c gwctl")]
    public async Task A_shell_gets_a_script_and_the_script_gets_what_may_follow(string shell, string line)
    {
        (int code, string script, _) = await Tool.RunAsync("completion", shell);
        Assert.Equal(0, code);
        Assert.Contains(line, script, StringComparison.Ordinal);
        (code, string words, string error) = await Tool.RunAsync("[suggest:8]", "rollout ");
        Assert.True(code == 0, error);
        Assert.Contains("promote", words.Split('\n').Select(word => word.Trim()));
    }

    private Task<(int Exit, string Output, string Error)> RunAsync(params string[] arguments) => Tool.RunAsync([.. arguments, "--server", _gateway.Origin]);

    private static string Rollout(string phase, bool ended) => JsonSerializer.Serialize(
        new Rollout(
            Guid.Parse(Id), "fraud", "1", "2", "canary", phase, 0, new Dictionary<string, decimal> { ["1"] = 95, ["2"] = 5 }, [], null, null, DateTimeOffset.UnixEpoch, ended ? DateTimeOffset.UnixEpoch : null,
            [new GuardStatus("errors <= 2%", "rollback", false, "suspect", new ArmCounts(40, 3, 0.075, 0.075), new ArmCounts(900, 1, 0.001, 0.001), "2%", "", null, 2.3, 4.6)], new RolloutSpec(), []),
        ContractJson.Options);
}
