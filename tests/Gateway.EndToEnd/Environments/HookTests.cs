using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Gateway.Contracts;
using Gateway.TestKit;
using Xunit;

namespace Gateway.EndToEnd.Environments;

/// <summary>B7 of the acceptance list: a merge delivers, without hands.</summary>
public sealed class HookTests : IAsyncLifetime
{
    private const string Commit = "3fa9c1e03fa9c1e03fa9c1e03fa9c1e03fa9c1e0";

    private GatewayProcess _staging = null!, _production = null!;
    private FixedServer _elsewhere = null!;

    public async ValueTask InitializeAsync()
    {
        _elsewhere = await FixedServer.StartAsync();
        _staging = await GatewayProcess.StartAsync("--Environments:Name=staging");
        EnvironmentFacts facts = await _staging.Client.EnvironmentAsync(CancellationToken.None);
        string file = Path.Combine(Paths.Temporary("hooks"), "hooks.json"), staging = $"http://127.0.0.1:{_staging.AdminPort}";
        await File.WriteAllTextAsync(file, JsonSerializer.Serialize(new
        {
            allowedOrigins = new[] { _elsewhere.Origin },
            sources = new object[]
            {
                new { kind = "github", secret = "gh-secret", repository = "org/fraud", model = "merged", from = staging },
                new { kind = "github", secret = "gh-secret", repository = "org/released", model = "released" },
                new { kind = "gitlab", secret = "gl-token", repository = "group/fraud", model = "piped", from = staging },
                new { kind = "mlflow", secret = "s3cr3t", repository = "fraud", model = "tracked", from = _elsewhere.Origin },
            },
        }));
        _production = await GatewayProcess.StartAsync($"--Hooks:File={file}", $"--Environments:Trusts={facts.Name}={facts.PublicKey}");
    }

    public async ValueTask DisposeAsync()
    {
        await _staging.DisposeAsync();
        await _production.DisposeAsync();
        await _elsewhere.DisposeAsync();
    }

    [LongFact]
    public async Task B7_a_signed_delivery_is_202_and_copies_a_wrong_one_is_401_and_changes_nothing_and_a_repeated_one_is_a_200_that_does_nothing()
    {
        await _staging.PushAsync("merged", Digits.Artifact(1), $$$"""{"source":{"commit":"{{{Commit}}}","dirty":false}}""");
        string body = $$$"""{"action":"completed","repository":{"full_name":"org/fraud"},"workflow_run":{"conclusion":"success","event":"push","head_repository":{"full_name":"org/fraud"},"head_branch":"main","head_sha":"{{{Commit}}}"}}""";
        Assert.Equal(401, await GitHubAsync(body, "workflow_run", "d-1", "another secret"));
        Assert.Empty(await _production.Client.ModelsAsync(CancellationToken.None));
        Assert.Equal(202, await GitHubAsync(body, "workflow_run", "d-1"));
        Event done = await DoneAsync("hookDone", "merged");
        Assert.Equal(("1", "github:d-1"), (done.Version, done.From));
        Contracts.Version version = await _production.Client.VersionAsync("merged", "1", CancellationToken.None);
        Assert.Equal(("staging", "hook:github"), (Assert.Single(version.Origins).Environment, version.CreatedBy));
        Assert.Equal(200, await GitHubAsync(body, "workflow_run", "d-1"));
        Assert.Equal(200, await GitHubAsync(body, "workflow_run", "d-2")); // GitHub does not sign the id
        await _production.RestartAsync();
        Assert.Equal(200, await GitHubAsync(body, "workflow_run", "d-1"));
        Assert.Single((await _production.Client.EventsAsync("merged", "hookTaken", 0, 100, CancellationToken.None)).Items);

        await GitLabAsync();
    }

    [LongFact]
    public async Task B7_a_release_is_pushed_from_the_allowed_origins_alone_and_a_redirect_opens_no_others()
    {
        _elsewhere.With("GET /assets/model.onnx", await File.ReadAllBytesAsync(Digits.Artifact(2)));
        Assert.Equal(202, await GitHubAsync(Release($"{_elsewhere.Origin}/assets/model.onnx"), "release", "r-1"));
        Assert.Equal("version 1 is ready", (await DoneAsync("hookDone", "released")).Reason);
        string inside = $"http://127.0.0.1:{_production.AdminPort}";
        Assert.Equal(202, await GitHubAsync(Release($"{inside}/api/v1/models/released/versions/1/artifact#a.onnx"), "release", "r-2"));
        Assert.Equal($"{inside} is not among allowedOrigins", (await DoneAsync("hookFailed", "released")).Reason);
        Assert.Equal(202, await GitHubAsync(Release($"{inside}/api/v1/models/released/versions/1/artifact#a.onnx"), "release", "r-2")); // what failed may be sent again
    }

    [LongFact]
    public async Task B7_MLflow_s_alias_brings_its_version()
    {
        _elsewhere.With("GET /api/2.0/mlflow/model-versions/get-download-uri?name=fraud&version=3", """{"artifact_uri":"mlflow-artifacts:/1/run/artifacts/model"}""")
            .With("GET /api/2.0/mlflow-artifacts/artifacts?path=1%2Frun%2Fartifacts%2Fmodel", """{"files":[{"path":"model.onnx","is_dir":false}]}""")
            .With("GET /api/2.0/mlflow-artifacts/artifacts/1/run/artifacts/model/model.onnx", await File.ReadAllBytesAsync(Digits.Artifact(2)));
        const string Body = """{"entity":"model_version_alias","action":"created","data":{"name":"fraud","alias":"champion","version":"3"}}""";
        string now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture);
        string signature = $"v1,{Convert.ToBase64String(HMACSHA256.HashData("s3cr3t"u8, Encoding.UTF8.GetBytes($"m-1.{now}.{Body}")))}";
        Assert.Equal(202, await SendAsync("mlflow", Body, ("X-MLflow-Delivery-Id", "m-1"), ("X-MLflow-Timestamp", now), ("X-MLflow-Signature", signature)));
        Assert.Equal("1", (await DoneAsync("hookDone", "tracked")).Version);
    }

    private async Task GitLabAsync()
    {
        await _staging.PushAsync("piped", Digits.Artifact(1), $$$"""{"source":{"commit":"{{{Commit}}}"}}""");
        string body = $$$"""{"object_kind":"pipeline","project":{"path_with_namespace":"group/fraud"},"object_attributes":{"status":"success","ref":"main","sha":"{{{Commit}}}"}}""";
        Assert.Equal(401, await SendAsync("gitlab", body, ("X-Gitlab-Token", "gl-Token"), ("X-Gitlab-Event-UUID", "e-1")));
        Assert.Equal(202, await SendAsync("gitlab", body, ("X-Gitlab-Token", "gl-token"), ("X-Gitlab-Event-UUID", "e-1")));
        await DoneAsync("hookDone", "piped");
        Assert.Equal(200, await SendAsync("gitlab", body.Replace("\"main\"", "\"side\"", StringComparison.Ordinal), ("X-Gitlab-Token", "gl-token"), ("X-Gitlab-Event-UUID", "e-2")));
    }

    private static string Release(string url) => JsonSerializer.Serialize(new { action = "published", repository = new { full_name = "org/released" }, release = new { assets = new[] { new { browser_download_url = url } } } });

    private Task<int> GitHubAsync(string body, string what, string delivery, string secret = "gh-secret") => SendAsync(
        "github", body, ("X-GitHub-Event", what), ("X-GitHub-Delivery", delivery), ("X-Hub-Signature-256", $"sha256={Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(body)))}"));

    private async Task<int> SendAsync(string kind, string body, params (string Name, string Value)[] headers) => (await _production.CallAsync(HttpMethod.Post, $"/hooks/{kind}", body, headers)).Status;

    private Task<Event> DoneAsync(string kind, string model) => Eventually.GetAsync(
        async () => (await _production.Client.LastEventsAsync(model, kind, 1, CancellationToken.None)).Items is [Event done, ..] ? done : null, $"{kind} of {model}", otherwise: () => _production.Process.Output);
}
